"""What a person may choose for ``make run``."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from dev.sample.compression import Compression
from dev.sample.dump_shape import DumpShape
from dev.sample.fault import Fault
from dev.sample.scale import DEFAULT_SCALE
from dev.sample.world import DEFAULT_SEED


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The choices.

    :param seed: of the synthetic world.
    :param scale: 1.0 is production's volume.
    :param day: day number; 0 is 2026-02-10.
    :param shape: how mysqldump is called.
    :param compression: how the dump is stored.
    :param fault: what shall be wrong with the dump, or None.
    :param timeout_minutes: how long the run may take.
    """

    seed: int
    scale: float
    day: int
    shape: DumpShape
    compression: Compression
    fault: Fault | None
    timeout_minutes: float

    @property
    def folder_name(self) -> str:
        """A name for these files: the same choices give the same files."""
        parts = (
            self.seed,
            f"{self.scale:g}",
            f"day{self.day}",
            self.shape,
            self.compression,
            self.fault or "good",
        )
        return "-".join(str(part) for part in parts)


def parse_options(arguments: list[str] | None = None) -> RunOptions:
    """Read the choices from the command line.

    :param arguments: the words after the program; None for those of this process.
    """
    parser = argparse.ArgumentParser(
        prog="make run RUN_ARGS=...",
        description="Run the daily pipeline once, on this machine, on a genuine mysqldump of synthetic data.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="of the synthetic world")
    parser.add_argument("--scale", type=float, default=DEFAULT_SCALE, help="1.0 is production's 945 MB")
    parser.add_argument("--day", type=int, default=0, help="0 is 2026-02-10; 1 is the day after")
    parser.add_argument(
        "--shape", type=DumpShape, default=DumpShape.COMPACT, choices=list(DumpShape), help="of the dump"
    )
    parser.add_argument(
        "--compression",
        type=Compression,
        default=Compression.GZIP,
        choices=list(Compression),
        help="of the dump",
    )
    parser.add_argument("--fault", type=Fault, choices=list(Fault), help="break the dump, to see it refused")
    parser.add_argument("--timeout-minutes", type=float, default=60.0, help="for the run of the DAG")
    return RunOptions(**vars(parser.parse_args(arguments)))
