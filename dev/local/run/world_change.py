"""Another synthetic world on the same stack: the published figures of the one before say nothing about it."""

from __future__ import annotations

from dev.local.run.options import RunOptions
from dev.local.stack import Stack
from include.settings import get_settings


def drop_figures_of_other_world(stack: Stack, options: RunOptions) -> bool:
    """Empty the published figures, table and bucket, if the last run was about another seed or volume.

    A closed month of one portfolio must not stop a run about another one. In production there is only one.

    :param stack: the running stack.
    :param options: seed and volume of the run to come.
    :returns: whether there was another world before.
    """
    settings = get_settings()
    record = stack.folder / "sample" / "world.txt"
    world = f"seed {options.seed}, scale {options.scale:g}"
    before = record.read_text(encoding="utf-8") if record.exists() else world
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(world, encoding="utf-8")
    if before == world:
        return False
    with stack.warehouse().with_schema(None).connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS `{settings.ops_schema}`.published_figures")
    s3 = stack.aws().client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=settings.bucket, Prefix=settings.figures_prefix
    )
    for item in (item for page in pages for item in page.get("Contents", ())):
        s3.delete_object(Bucket=settings.bucket, Key=item["Key"])
    return True
