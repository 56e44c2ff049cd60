"""A page as it would lie flat and straight under a scanner: grey, evenly lit, its lines straight."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2
import numpy

Grey = numpy.ndarray
LONGEST = 1000
# Less of a page than this being ink, it is empty; a frame or a rule is longer than so much of the page.
LEAST_INK, RULE = 0.002, 0.22
MARGIN = 0.1
STEEPEST = 7.0  # degrees that a sheet lies askew


def flattened(grey: Grey) -> Grey:
    """The sheet cut out of what it lies on, lit evenly (0 black, 255 white), straight; `LONGEST` pixels."""
    sheet = _sized(_cut_out(_sized(grey)))
    even = _even(sheet)
    return _turned(even, _askew(ink_of(even)))


def ink_of(even: Grey) -> Grey:
    """255 where something is written, 0 elsewhere; without frames, rules, specks and what runs off it."""
    _level, ink = cv2.threshold(even, 175, 255, cv2.THRESH_BINARY_INV)
    count, labels, facts, _centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = numpy.zeros(count, numpy.uint8)
    kept[1:] = numpy.where(_is_writing(facts[1:], ink.shape), 255, 0)
    return kept[labels]


def _is_writing(facts: numpy.ndarray, shape: tuple[int, ...]) -> numpy.ndarray:
    left, top, wide, high, area = (facts[:, column] for column in range(5))
    rule = max(shape) * RULE
    thin = (numpy.maximum(wide, high) > rule) & (area < 0.06 * wide * high)
    thin |= (numpy.maximum(wide, high) > rule) & (numpy.minimum(wide, high) < max(shape) * 0.03)
    off = (left < 3) | (top < 3) | (left + wide > shape[1] - 3) | (top + high > shape[0] - 3)
    return (area >= 9) & ~thin & ~off


def box_of(ink: Grey) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what is written; None for an empty page."""
    if ink.mean() < 255 * LEAST_INK:
        return None
    across, down = (numpy.flatnonzero(ink.sum(axis=axis) >= 255 * 3) for axis in (0, 1))
    if not across.size or not down.size:
        return None
    return int(across[0]), int(down[0]), int(across[-1]) + 1, int(down[-1]) + 1


def inner(ink: Grey) -> Grey:
    """The same without what stands wholly in the outer tenth: the ornaments of a border."""
    box = box_of(ink)
    if box is None:
        return ink
    left, top, right, bottom = box
    wide, high = (right - left) * MARGIN, (bottom - top) * MARGIN
    count, labels, facts, _centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = numpy.zeros(count, numpy.uint8)
    x, y, w, h = (facts[1:, column] for column in range(4))
    outer = (x + w < left + wide) | (x > right - wide) | (y + h < top + high) | (y > bottom - high)
    spans = (w > (right - left) * 0.8) & (h > (bottom - top) * 0.8)
    kept[1:] = numpy.where(outer | spans, 0, 255)
    return kept[labels]


def _sized(grey: Grey) -> Grey:
    share = LONGEST / max(grey.shape)
    if 0.98 < share < 1.02:
        return grey
    how = cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
    return cv2.resize(grey, None, fx=share, fy=share, interpolation=how)


def _cut_out(grey: Grey) -> Grey:
    """The brightest four-cornered thing, if it is most of the picture and something darker lies around it."""
    soft = cv2.morphologyEx(
        cv2.GaussianBlur(grey, (7, 7), 0), cv2.MORPH_CLOSE, numpy.ones((15, 15), numpy.uint8)
    )
    _level, bright = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    found, _tree = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not found:
        return grey
    largest = max(found, key=cv2.contourArea)
    corners = _corners(largest)
    if corners is None or not 0.4 * grey.size < cv2.contourArea(corners) < 0.96 * grey.size:
        return grey
    return _laid_flat(grey, corners.reshape(4, 2).astype(numpy.float32))


def _corners(outline: numpy.ndarray) -> numpy.ndarray | None:
    hull = cv2.convexHull(outline)
    around = cv2.arcLength(hull, closed=True)
    for share in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, share * around, closed=True)
        if len(corners) == 4:
            return corners
    return None


def _laid_flat(grey: Grey, corners: numpy.ndarray) -> Grey:
    sums, differences = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    order = [sums.argmin(), differences.argmin(), sums.argmax(), differences.argmax()]
    if len(set(map(int, order))) < 4:
        return grey
    placed = corners[order]
    sides = [float(numpy.linalg.norm(placed[one] - placed[(one + 1) % 4])) for one in range(4)]
    wide, high = int((sides[0] + sides[2]) / 2), int((sides[1] + sides[3]) / 2)
    square = numpy.array([(0, 0), (wide, 0), (wide, high), (0, high)], numpy.float32)
    return cv2.warpPerspective(grey, cv2.getPerspectiveTransform(placed, square), (wide, high))


def _even(grey: Grey) -> Grey:
    """Light taken out: each place against the paper around it, then the darkest ink made black."""
    paper = cv2.medianBlur(cv2.dilate(grey, numpy.ones((9, 9), numpy.uint8)), 41)
    even = cv2.divide(grey, paper, scale=255)
    darkest = float(numpy.percentile(even, 0.5))
    stretched = (even.astype(numpy.float32) - darkest) * (255 / max(255 - darkest, 40))
    return numpy.clip(stretched, 0, 255).astype(numpy.uint8)


def _askew(ink: Grey) -> float:
    """Degrees by which lines of writing lie askew, in either direction of reading."""
    small = cv2.resize(ink, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA).astype(numpy.float32)
    best = max(numpy.arange(-STEEPEST, STEEPEST + 0.1, 0.5), key=lambda angle: _lined(small, angle))
    return float(max(numpy.arange(best - 0.5, best + 0.55, 0.125), key=lambda angle: _lined(small, angle)))


def _lined(ink: Grey, angle: float) -> float:
    turned = _turned(ink, float(angle), 0)
    return max(float(numpy.square(numpy.diff(turned.sum(axis=axis))).sum()) for axis in (0, 1))


def _turned(grey: Grey, angle: float, around: int = 255) -> Grey:
    high, wide = grey.shape
    move = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1)
    return cv2.warpAffine(
        grey, move, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=around
    )
