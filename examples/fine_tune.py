"""Fine-tunes a ResNet-18 of torchvision's for the ten digits: its trunk stays as it is, its head is new.

Needs `pip install '.[torch]' torchvision scikit-learn`, and weights, which torchvision downloads:

    python -c "from torchvision.models import *; import torch; \
        torch.save(resnet18(weights='DEFAULT').state_dict(), 'resnet18.pth')"
    python examples/fine_tune.py resnet18.pth -o digits.pth
"""

import argparse

import torch
from digits import accuracy, digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import cnndsl


def as_the_trunk_knows_them(data: TensorDataset) -> TensorDataset:
    """Grey images as ones in colour, normalised as those of ImageNet were."""
    images, labels = data.tensors
    mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
    return TensorDataset((images - mean) / deviation, labels)


def features_of(model: nn.Module, data: TensorDataset) -> TensorDataset:
    """What the trunk gives for each image. It stays as it is, so once is enough for all epochs."""
    model.eval()  # norms keep their statistics
    images, labels = data.tensors
    with torch.no_grad():
        features = torch.cat([model.forward_features(some) for some in images.split(64)])
    return TensorDataset(features, labels)


def main(
    checkpoint: str, output: str | None = None, size: int = 64, epochs: int = 20, seed: int = 0
) -> float:
    torch.manual_seed(seed)
    train, test = (as_the_trunk_knows_them(each) for each in digits(size))

    net = cnndsl.check("resnet18", constants={"classes": 10})
    model = cnndsl.build(net)
    weights = cnndsl.fit_weights(net, checkpoint, fresh_head=True, seed=seed)
    print(weights)  # what was found where, what is fresh and what was left out
    model.load_state_dict(weights)
    for name, parameter in model.named_parameters():
        parameter.requires_grad = name in weights.fresh

    features = features_of(model, train)
    loss_of = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam((p for p in model.parameters() if p.requires_grad), lr=3e-3)
    for epoch in range(1, epochs + 1):
        total = 0.0
        for batch, labels in DataLoader(features, batch_size=64, shuffle=True):
            optimizer.zero_grad()
            loss = loss_of(model.forward_head(batch), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
        print(f"epoch {epoch}: loss {total / len(features):.3f}")

    right = accuracy(model, test)
    print(f"{right:.1%} of the test images are right")
    if output:
        torch.save(model.state_dict(), output)
    return right


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", help="a state dict of torchvision's resnet18")
    parser.add_argument("-o", "--output", help="where the fine-tuned state dict goes")
    parser.add_argument("--size", type=int, default=64, help="how high and wide the images are")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    main(given.checkpoint, given.output, given.size, given.epochs, given.seed)
