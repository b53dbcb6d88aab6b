"""The commands that run PyTorch."""


def test_verify_agrees(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("verify", "cifar_example")
    assert ran.status == 0
    assert "agrees with PyTorch" in ran.out
    assert "31,066 parameters" in ran.out
    assert "numbers: the same as NumPy's in float64 within" in ran.out
    assert "of the largest, input 3x32x32" in ran.out
    assert run("build", "-q", "cifar_example", "--verify").status == 0
