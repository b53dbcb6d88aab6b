"""Trains a network that comes along with cnndsl on scikit-learn's handwritten digits.

Needs `pip install '.[torch]' scikit-learn`; takes less than a minute on a laptop:

    python examples/digits.py
"""

import argparse

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import cnndsl


def digits(size: int) -> tuple[TensorDataset, TensorDataset]:
    """1,347 images to train with and 450 to test with, 8x8 pixels made `size` x `size`."""
    found = load_digits()
    images = torch.tensor(found.images, dtype=torch.float32).unsqueeze(1) / 16  # (N, 1, 8, 8)
    images = nn.functional.interpolate(images, (size, size), mode="bilinear")
    train, test = train_test_split(
        range(len(images)), test_size=0.25, stratify=found.target, random_state=0
    )
    labels = torch.tensor(found.target)
    return TensorDataset(images[train], labels[train]), TensorDataset(images[test], labels[test])


def accuracy(model: nn.Module, data: TensorDataset) -> float:
    model.eval()
    images, labels = data.tensors
    with torch.no_grad():
        right = model(images).argmax(1) == labels
    return float(right.float().mean())


def main(epochs: int = 8, seed: int = 0) -> float:
    torch.manual_seed(seed)
    train, test = digits(size=28)
    # LeNet ends in a softmax, and nn.CrossEntropyLoss does one itself: it takes scores, not probabilities.
    model = cnndsl.build("lenet_caffe", logits=True)
    loss_of = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    for epoch in range(1, epochs + 1):
        model.train()
        for images, labels in DataLoader(train, batch_size=64, shuffle=True):
            optimizer.zero_grad()
            loss = loss_of(model(images), labels)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {accuracy(model, test):.1%} of the test images are right")
    return accuracy(model, test)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    main(given.epochs, given.seed)
