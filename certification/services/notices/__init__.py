"""The public notice: draft, wall, paper, objections."""
