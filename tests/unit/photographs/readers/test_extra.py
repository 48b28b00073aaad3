"""Files of microscopes, telephones and cameras: as they were written, where the packages are.

`make microscopes` installs them; without them each of these tests but the first ones skips. A CZI
is written by the library of Zeiss. A LIF is written here, after what its reader expects; a raw file
is a DNG of one colour per pixel, and the HEIC was written once by libheif.
"""

import base64
import importlib.util
import struct
import sys
import zlib
from types import SimpleNamespace
from xml.parsers.expat import ExpatError

import numpy as np
import pytest
from scene import scene
from tifffile import imwrite

from oresurvey.errors import FieldError
from oresurvey.photographs.photograph import Photograph, read_mask, read_photograph
from oresurvey.photographs.readers.cameras import open_heic
from oresurvey.photographs.readers.zeiss import CziFile
from oresurvey.photographs.stated_scale import stated_um_per_px

PIXELS = scene()[0]
HEIC = zlib.decompress(base64.b85decode(
    r"c-muNV30{GsVvAy%}izhg51nBLl8SRGck>UfiWyMwIq=N0u(b+a*CjAhJwuG5(YG&l$nzcHpIn&fe{FSfUycf1Hl"
    r"O(R?f`KO9S&jqM|@fDif5KQI>27V)7MamgK^fT+1vdDge^kGYgXQfpi5>nKL6ZNN56Bk=zG{KYxGxU|`^9P5|nVa"
    r"A4$N{Qn=MfElEM8HD6^F*zgxCAFOx8PQ}G7&Nj@d*!LQE{{oyhXW*Z0z_~)Bmvd4yD%Os+MwhBv_?2NKc^@!Ii~_"
    r"B%*(*m02C6*EG|fe`Yi#7LCORQGAlAc0?Zs7K+_n+GYfKI!3PWxmPRIK79jINZb~93^p0pSuIGI4n0wBy_5c6Q{r"
    r"~@;>+T7EZJC!e1yw%Z|ME)l{~wWBuTqcjiCeAiKKf~@-=>e-e%)W$n8g-;M)}ZYr+~(v-dhAWYFhDc$?lwFw>JO("
    r"J+<rdyB^5@^M9sQGH-MG^lNhS`Zsl^G1yt%v->~qx1p6&P4&bF^FA+J8g66Tu$Sw5$+g$N-}Zl)ReyuKz4LzaAsw"
    r"CP?d!wex!5eMFXyaacKpdI?6P>z`ZH`VbZ#I0?_B4)FFGPSc+o9y$KoXp+;jN<@!tag1nR4C"
))  # fmt: skip
"""48 x 32 px blocks of red, green over blue, grey."""
WHY = "needs {}: make microscopes"


def needs(package):
    missing = importlib.util.find_spec(package) is None
    return pytest.mark.skipif(missing, reason=WHY.format(package))


def czi(path, pages, **metadata):
    """Write (samples in RGB or grey, plane, place) through the library of Zeiss."""
    from pylibCZIrw.czi import create_czi

    with create_czi(str(path), **metadata) as file:
        for samples, plane, place in pages:
            data = samples[..., ::-1] if samples.shape[-1] == 3 else samples
            whole = {"C": 0, "Z": 0, "T": 0, **plane}
            file.write(data=np.ascontiguousarray(data), plane=whole, location=place)
        file.write_metadata(document_name="a", scale_x=0.65e-6, scale_y=0.65e-6)
    return path


def lif(path, pictures, order=(0, 1, 2)):
    """Write pictures by their names; colours are stored in an order."""

    def chunk(content):
        return struct.pack("<II", 0x70, len(content)) + content

    def text(words):
        return b"\x2a" + struct.pack("<I", len(words)) + words.encode("utf-16-le")

    elements, blocks = "", b""
    for number, (name, samples) in enumerate(pictures.items(), 1):
        height, width, count = samples.shape
        step = samples.itemsize
        channels = "".join(
            f'<ChannelDescription DataType="0" ChannelTag="{tag if count == 3 else 0}" '
            f'Resolution="{8 * step}" NameOfMeasuredQuantity="" Unit="" Min="0" '
            f'Max="255" LUTName="{lut}" IsLUTInverted="0" '
            f'BytesInc="{step * order[tag - 1] if count == 3 else 0}" BitInc="0"/>'
            for tag, lut in ((1, "Red"), (2, "Green"), (3, "Blue"))[:count]
        )
        sides = "".join(
            f'<DimensionDescription DimID="{axis}" NumberOfElements="{size}" Origin="0" '
            f'Length="{(size - 1) * 0.65e-6}" Unit="m" BitInc="0" BytesInc="{increment}"/>'
            for axis, size, increment in (
                (1, width, count * step),
                (2, height, width * count * step),
            )
        )
        elements += (
            f'<Element Name="{name}" UniqueID="u{number}"><Data><Image><ImageDescription>'
            f"<Channels>{channels}</Channels><Dimensions>{sides}</Dimensions></ImageDescription>"
            f'</Image></Data><Memory Size="{samples.nbytes}" MemoryBlockID="block{number}"/>'
            "<Children/></Element>"
        )
        stored = samples[..., list(order)] if count == 3 else samples
        blocks += chunk(b"\x2a" + struct.pack("<Q", samples.nbytes) + text(f"block{number}"))
        blocks += stored.tobytes()
    xml = (
        '<LMSDataContainerHeader Version="2"><Element Name="all" UniqueID="u"><Data><Experiment/>'
        f'</Data><Memory Size="0" MemoryBlockID="block0"/><Children>{elements}</Children>'
        "</Element></LMSDataContainerHeader>"
    )
    path.write_bytes(chunk(text(xml)) + blocks)
    return path


def dng(path):
    """A Bayer pattern of 12 bits, linear, of a camera whose colours are those of XYZ."""
    bayer = np.empty(PIXELS.shape[:2])
    for y, x, band in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        bayer[y::2, x::2] = PIXELS[y::2, x::2, band]
    unit = [1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]
    tags = [
        *((33421, "H", 2, (2, 2), True), (33422, "B", 4, bytes((0, 1, 1, 2)), True)),
        *((50706, "B", 4, bytes((1, 4, 0, 0)), True), (50707, "B", 4, bytes((1, 1, 0, 0)), True)),
        *((50708, "s", 0, "Camera", True), (50717, "I", 1, 4095, True)),
        *((50721, "2i", 9, unit, True), (50728, "2I", 3, [1] * 6, True), (50778, "H", 1, 21, True)),
    ]
    samples = ((bayer / 255) ** 2.2 * 4095).astype(np.uint16)
    imwrite(path, samples, photometric=32803, metadata=None, extratags=tags)
    return path


BEGINNINGS = {
    "a.czi": (b"ZISRAWFILE" + bytes(500), "is a Zeiss CZI"),
    "a.lif": (struct.pack("<II", 0x70, 8) + b"\x2a" + bytes(500), "is a Leica LIF"),
    "a.heic": (HEIC, "is a HEIC of a telephone"),
    "a.nef": (b"II*\0" + bytes(500), "is a camera's raw file"),
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_reason_names_the_line_that_installs_what_is_missing(tmp_path, monkeypatch, name):
    content, words = BEGINNINGS[name]
    (tmp_path / name).write_bytes(content)
    monkeypatch.setattr("importlib.util.find_spec", lambda package: None)
    with pytest.raises(FieldError, match=f"{words}, .* type make microscopes, or export it"):
        read_photograph(tmp_path / name)
    assert stated_um_per_px(tmp_path / name) is None


@pytest.mark.parametrize("name", BEGINNINGS)
def test_it_is_no_mask(tmp_path, name):
    content, words = BEGINNINGS[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FieldError, match=f"mask .* {words}; export it as PNG or TIFF"):
        read_mask(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.nd2", b"\xda\xce\xbe\x0a" + bytes(99), "is a Nikon ND2; export it"),
        ("a.oir", b"OLYMPUSRAWFORMAT" + bytes(99), "is an Olympus OIR; export it"),
        ("a.vsi", b"II*\0" + bytes(99), "is an Olympus VSI; export it"),
    ],
)
def test_what_is_not_read_is_named(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FieldError, match=words):
        read_photograph(tmp_path / name)


@pytest.mark.parametrize(
    ("package", "name"),
    [("pylibCZIrw", "a.czi"), ("liffile", "a.lif"), ("pi_heif", "a.heic"), ("rawpy", "a.nef")],
)
def test_damaged_file_is_an_error(tmp_path, package, name):
    pytest.importorskip(package, reason=WHY.format(package))
    content, words = BEGINNINGS[name]
    (tmp_path / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(FieldError, match=f"{words} that cannot be read"):
        read_photograph(tmp_path / name)


def test_czi_whose_metadata_are_no_xml_states_no_scale():
    """They are parsed by another library than ours, whose errors are no `SyntaxError`."""

    class Damaged:
        @property
        def metadata(self):
            raise ExpatError("not well-formed")

    file = CziFile.__new__(CziFile)
    file._czi = Damaged()
    assert file._stated() is None


@needs("pylibCZIrw")
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("compression", ["uncompressed:", "zstd1:ExplicitLevel=2"])
def test_czi(tmp_path, depth, compression):
    samples = PIXELS.astype(depth) * (257 if depth == np.uint16 else 1)
    tiles = [(samples[:, :200], {}, (-50, 7)), (samples[:, 200:], {}, (150, 7))]
    path = czi(tmp_path / "a.czi", tiles, compression_options=compression)
    np.testing.assert_array_equal(read_photograph(path), PIXELS)
    with Photograph(path) as photograph:
        np.testing.assert_array_equal(photograph.read(20, 90, 150, 333), PIXELS[20:90, 150:333])
    assert stated_um_per_px(path).um_per_px == 0.65


@needs("pylibCZIrw")
def test_czi_in_grey(tmp_path):
    path = czi(tmp_path / "a.czi", [(PIXELS[..., 1:2], {}, (0, 0))])
    np.testing.assert_array_equal(read_photograph(path), np.repeat(PIXELS[..., 1:2], 3, 2))


@needs("pylibCZIrw")
@pytest.mark.parametrize(
    ("axis", "words"),
    [("Z", "2 focal planes"), ("T", "2 points of time"), ("C", "2 channels that are not red")],
)
def test_czi_of_several_pictures_is_refused(tmp_path, axis, words):
    planes = [(PIXELS, {axis: k}, (0, 0)) for k in range(2)]
    with pytest.raises(FieldError, match=words):
        read_photograph(czi(tmp_path / "a.czi", planes))


@needs("liffile")
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_lif(tmp_path, order, depth):
    samples = PIXELS.astype(depth) * (257 if depth == np.uint16 else 1)
    path = lif(tmp_path / "a.lif", {"a": samples}, order)
    np.testing.assert_array_equal(read_photograph(path), PIXELS)
    assert stated_um_per_px(path).um_per_px == pytest.approx(0.65)


@needs("liffile")
def test_lif_of_several_pictures_is_refused(tmp_path):
    path = lif(tmp_path / "a.lif", {"B1": PIXELS, "B2": PIXELS})
    with pytest.raises(FieldError, match=r"has 2 images \(B1, B2\); export the one that is meant"):
        read_photograph(path)


@needs("pi_heif")
def test_heic(tmp_path):
    (tmp_path / "a.heic").write_bytes(HEIC)
    found = read_photograph(tmp_path / "a.heic").astype(int)
    assert found.shape == (64, 96, 3)
    blocks = {(16, 24): (200, 60, 40), (16, 72): (40, 180, 70), (48, 24): (50, 60, 190)}
    for (y, x), colour in blocks.items():
        assert np.abs(found[y, x] - colour).max() < 15


def test_heic_in_grey(tmp_path, monkeypatch):
    """Of two axes, as the library returns it."""
    grey = PIXELS[..., 1]
    fake = SimpleNamespace(open_heif=lambda _path, **_: grey)
    monkeypatch.setitem(sys.modules, "pi_heif", fake)
    found = open_heic(tmp_path / "a.heic")
    assert (found.height, found.width, found.count) == (*grey.shape, 1)
    np.testing.assert_array_equal(found.read([1])[0], grey)


@needs("rawpy")
def test_raw_is_developed_and_remarked(tmp_path):
    path = dng(tmp_path / "a.dng")
    with Photograph(path) as photograph:
        found = photograph.read(0, photograph.height, 0, photograph.width)
        assert "developed with the camera's white balance" in photograph.file.remarks[0]
    assert found.shape == PIXELS.shape
    # The colours of the camera are only nearly those of sRGB: light stays light.
    levels = [pixels.mean(axis=2)[4:-4, 4:-4].ravel() for pixels in (found, PIXELS)]
    assert np.corrcoef(*levels)[0, 1] > 0.9
