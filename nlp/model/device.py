"""Where to compute: CUDA, Apple's MPS or the CPU."""

from __future__ import annotations

import torch

from nlp.errors import ModelError

_THERE = (
    ("cuda", torch.cuda.is_available),
    ("mps", torch.backends.mps.is_available),
    ("cpu", lambda: True),
)


def chosen(device: str) -> torch.device:
    """The device asked for, or with "auto" the first that is there. ModelError where it is not."""
    there = [name for name, is_there in _THERE if is_there()]
    if device == "auto":
        return torch.device(there[0])
    if device not in there:
        raise ModelError(
            f"this computer has no device {device} for torch; there is {', '.join(there)}, or auto"
        )
    return torch.device(device)
