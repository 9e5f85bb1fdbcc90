"""Would we have seen it? Streams whose truth is known, made and written down."""

from __future__ import annotations

from pathlib import Path

from aftershock.errors import UsageError
from aftershock.progress import Progress
from aftershock.rows import Row


def simulate(
    out: Path,
    *,
    preset: str,
    posts: int,
    accounts: int | None,
    seed: int,
    form: str,
    plan: Path | None,
    progress: Progress,
) -> Row:
    """Make a stream of posts under ``out``, with what is true of it beside it.

    Raises UsageError for an unknown preset or format, InputError where the plan cannot be read.
    """
    from aftershock.reaction.simulate import crowds, files, plants, stream
    from aftershock.reaction.simulate import plan as plans

    if preset not in plans.PRESETS or form not in files.FORMATS:
        raise UsageError(
            f"there is no stream '{preset}' as '{form}'",
            next_step=f"Streams: {', '.join(plans.PRESETS)}; formats: {', '.join(files.FORMATS)}",
        )
    ours = out.is_dir() and (out.with_name(f"{out.name}.truth").is_dir() or not any(out.iterdir()))
    if out.exists() and not ours:
        raise UsageError(
            "something stands there that is no rehearsal, and would be overwritten",
            where=str(out),
            next_step="Name a new folder",
        )
    world = plans.read(plan) if plan else plans.preset(preset, posts=posts, accounts=accounts, seed=seed)
    for made_of, known in ((world.crowds, crowds.KINDS), (world.plants, plants.KINDS)):
        if unknown := [each.kind for each in made_of if each.kind not in known]:
            raise UsageError(
                f"there is no kind '{unknown[0]}'", where=str(plan), next_step=f"Use {', '.join(known)}"
            )
    made = stream.make(world, seed=seed, progress=progress)
    written = [str(path) for path in files.write(made, out, form, progress)]
    planted = sum(cause.planted for cause in made.truth.causes)
    said = f"{made.truth.posts:,} posts by {made.truth.accounts:,} accounts, {planted} planted groups"
    return {
        "said": "\n".join([said, *written]),
        "posts": made.truth.posts,
        "accounts": made.truth.accounts,
        "groups": planted,
        "files": written,
    }
