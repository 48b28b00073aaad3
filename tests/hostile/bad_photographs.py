"""Kinds of bad photographs, and of strange ones that are good."""

import os
import struct
import zlib

import numpy as np
import rasterio
from kinds import ACCEPTED, QUARANTINED, REMARK, Kind
from PIL import Image, ImageCms, ImageDraw
from scene import scene
from tifffile import TiffWriter, imwrite

from oresurvey.photographs.formats import gdal

ORIENTATION = 0x0112


def pixels(seed=0):
    return scene(seed)[0]


def image(seed=0):
    return Image.fromarray(pixels(seed))


def grey():
    return pixels()[..., 1]


def pillow(suffix, change=lambda picture: picture, **options):
    """A maker that saves the scene through Pillow, changed before."""

    def make(path):
        path = path.with_name(path.name + suffix)
        change(image()).save(path, **options)
        return path

    return make


def tiff(samples, **options):
    """A maker that saves what `samples` returns through tifffile."""

    def make(path):
        path = path.with_name(path.name + ".tif")
        imwrite(path, samples(), **options)
        return path

    return make


def content(suffix, content_of):
    """A maker of a file of these bytes."""

    def make(path):
        path = path.with_name(path.name + suffix)
        path.write_bytes(content_of() if callable(content_of) else content_of)
        return path

    return make


def cut(make, share):
    """A maker that keeps so much of the file of another."""

    def made(path):
        path = make(path)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        return path

    return made


def renamed(make, suffix):
    """A maker that gives the file of another a wrong suffix."""

    def made(path):
        return make(path).rename(path.with_name(path.name + suffix))

    return made


def turned(path):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    path = path.with_name(path.name + ".png")
    image().transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    return path


def pages(path):
    path = path.with_name(path.name + ".tif")
    with TiffWriter(path) as file:
        for seed in (0, 1, 2):
            file.write(pixels(seed), photometric="rgb")
    return path


def twelve_bits_named(path):
    path = path.with_name(path.name + ".tif")
    about = {"count": 3, "dtype": "uint16", "nbits": 12, "photometric": "RGB"}
    samples = np.round(pixels() * (4095 / 255)).astype(np.uint16)
    size = {"height": samples.shape[0], "width": samples.shape[1]}
    with gdal(), rasterio.open(path, "w", driver="GTiff", **size, **about) as data:
        data.write(np.moveaxis(samples, 2, 0))
    return path


def twelve_bits_of_sixteen(bar):
    """Samples of a camera with 12 bits, and a scale bar or a hot pixel in the white of 16."""
    samples = pixels().astype(np.uint16) * 16
    if bar:
        samples[280:292, 260:360] = 65535
    else:
        samples[100, 200] = 65535
    return samples


def nearly_black():
    """A photograph of 16 bits, underexposed, with one small grain."""
    samples = pixels().astype(np.uint16) * 16
    samples[100:110, 200:210] = pixels()[100:110, 200:210].astype(np.uint16) * 200
    return samples


def slip(change):
    """A maker of a JPEG after a slip of a camera's firmware."""

    def make(path):
        path = JPEG(path)
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def scan_of_zeros(content):
    scan = content.find(b"\xff\xda")
    end = scan + 2 + struct.unpack(">H", content[scan + 2 : scan + 4])[0]
    return content[: end - 3] + b"\0\0\0" + content[end:]


def slip_of_progressive(path):
    path = pillow(".jpg", quality=95, progressive=True)(path)
    path.write_bytes(path.read_bytes()[:-2])
    return path


def with_pages(*written, **options):
    """A maker of a TIFF of several pages, (samples, options of tifffile) each."""

    def make(path):
        path = path.with_name(path.name + ".tif")
        with TiffWriter(path, **options) as file:
            for samples, about in written:
                file.write(samples, metadata=None, **about)
        return path

    return make


def preview():
    """The scene, twice as small."""
    return np.ascontiguousarray(pixels()[::2, ::2])


RGB, SMALL = {"photometric": "rgb"}, {"photometric": "rgb", "subfiletype": 1}


def planes(name="ome.tif", order=(0, 1, 2), **about):
    """A maker of a TIFF of grey pages, as programs of microscopes write colours and stacks."""

    def make(path):
        path = path.with_name(f"{path.name}.{name}")
        stack = np.moveaxis(pixels(), 2, 0)[list(order)]
        imwrite(path, stack, photometric="minisblack", **about)
        return path

    return make


def ome(axes="CYX", **metadata):
    return {"ome": True, "metadata": {"axes": axes, **metadata}}


def palette_for_16_bits(path):
    path = path.with_name(path.name + ".tif")
    colours = np.random.default_rng(0).integers(0, 65536, (3, 65536), np.uint16)
    imwrite(path, grey().astype(np.uint16) * 200, photometric="palette", colormap=colours)
    return path


def with_nan():
    samples = pixels().astype(np.float32) / 255
    samples[10:20] = np.nan
    return samples


def png(width, height, body=b""):
    """A grey PNG whose header claims any size."""

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def one_huge_piece(path):
    """A TIFF of one tile of 30000 x 30000 px, in 400 bytes."""
    path = path.with_name(path.name + ".tif")
    tags = [
        *((256, 4, 30_000), (257, 4, 30_000), (258, 3, 8), (259, 3, 8), (262, 3, 1), (277, 3, 1)),
        *((322, 4, 30_000), (323, 4, 30_000), (324, 4, 200), (325, 4, 200)),
    ]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    whole = struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + struct.pack("<I", 0)
    path.write_bytes(whole + bytes(400 - len(whole)))
    return path


def with_bar(picture):
    draw = ImageDraw.Draw(picture)
    draw.rectangle((260, 280, 360, 291), "white")
    return picture


def corner(shape=(320, 400), rows=160, columns=200):
    """The upper right corner of a picture; bool."""
    found = np.zeros(shape, bool)
    found[:rows, -columns:] = True
    return found


def see_through(picture, empty):
    """Transparent where it is empty."""
    picture = picture.convert("RGBA")
    picture.putalpha(Image.fromarray(np.where(empty, 0, 255).astype(np.uint8)))
    return picture


def painted(picture, empty, level=0):
    """Of one grey where it is empty."""
    values = np.array(picture)
    values[empty] = level
    return Image.fromarray(values)


def through_eyepiece():
    """What a round field leaves dark; bool."""
    y, x = np.mgrid[:320, :400]
    return (y - 160) ** 2 + (x - 200) ** 2 > 155**2


def with_info_bar(picture):
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 280, 400, 320), "black")
    draw.text((10, 295), "Mag 20x   Section 7   2024-05-11", "white")
    draw.rectangle((300, 300, 380, 304), "white")
    return picture


def burned_out(picture):
    """A large grain at the corner, of straight faces, without any detail."""
    y, x = np.mgrid[:320, :400]
    return painted(picture, 2 * y + x < 300, 255)


def without_data(path, **nodata):
    """A TIFF that says of a corner that there is no data: by a mask, or by a value."""
    path = path.with_name(path.name + ".tif")
    values = np.array(painted(image(), corner())) if nodata else pixels()
    about = {"driver": "GTiff", "width": 400, "height": 320, "count": 3, "dtype": "uint8"}
    inside = rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True)
    with gdal(), inside, rasterio.open(path, "w", **about, **nodata) as data:
        data.write(np.moveaxis(values, 2, 0))
        if not nodata:
            data.write_mask(~corner())
    return path


def wide_gamut(path):
    path = path.with_name(path.name + ".jpg")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image().save(path, quality=95, icc_profile=profile)
    return path


def linked(path):
    """A link that leads out of the folder of the photographs."""
    outside = path.parent.parent / "archive"
    outside.mkdir(exist_ok=True)
    target = pillow(".png")(outside / path.name)
    path = path.with_name(path.name + ".png")
    path.symlink_to(target)
    return path


def link_to(target):
    def make(path):
        path.symlink_to(target if target else path)
        return path

    return make


def folder(path):
    path.mkdir()
    return path


def pipe(path):
    os.mkfifo(path)
    return path


def unreadable(path):
    path = pillow(".png")(path)
    path.chmod(0)
    return path


VRT = (
    b'<VRTDataset rasterXSize="400" rasterYSize="320"><VRTRasterBand dataType="Byte" band="1">'
    b"<SimpleSource><SourceFilename>/vsicurl/http://127.0.0.1:9/x.tif</SourceFilename>"
    b"</SimpleSource></VRTRasterBand></VRTDataset>"
)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)
PDF = b"%PDF-1.7\n" + bytes(500)
AGAIN = "again from the camera"
JPEG = pillow(".jpg", quality=95)
PNG = pillow(".png")
FRAMES = {"save_all": True, "append_images": [Image.new("RGB", (400, 320))]}

PHOTOGRAPHS = [
    Kind("PNG called JPEG", renamed(PNG, ".jpg"), ACCEPTED, "",
         "what a file is, its first bytes say", True),
    Kind("JPEG without a suffix", renamed(JPEG, ""), ACCEPTED, "",
         "what a file is, its first bytes say"),
    Kind("progressive JPEG", pillow(".jpg", quality=95, progressive=True), ACCEPTED, "",
         "the order of its bytes alone differs"),
    Kind("EXIF rotated", turned, ACCEPTED, "", "turned upright", True),
    Kind("with transparency", pillow(".png", lambda p: p.convert("RGBA")), ACCEPTED, "",
         "opaque everywhere", True),
    Kind("grey", pillow(".png", lambda p: p.convert("L")), REMARK, "is grey",
         "models distinguish minerals by their colours too"),
    Kind("grey in three channels", pillow(".jpg", lambda p: p.convert("L").convert("RGB")), REMARK,
         "is grey", "as above"),
    Kind("grey with transparency", pillow(".png", lambda p: p.convert("LA")), REMARK, "is grey",
         "as above"),
    Kind("BMP", pillow(".bmp"), ACCEPTED, "", "old microscopes write it, and it loses nothing",
         True),
    Kind("BigTIFF", tiff(pixels, photometric="rgb", bigtiff=True), ACCEPTED, "",
         "for panoramas above 4 GB", True),
    Kind("big-endian TIFF", tiff(pixels, photometric="rgb", byteorder=">"), ACCEPTED, "",
         "the order of its bytes alone differs", True),
    Kind("tiled TIFF", tiff(pixels, photometric="rgb", tile=(64, 64)), ACCEPTED, "",
         "the order of its pixels alone differs", True),
    Kind("planar TIFF", tiff(lambda: np.moveaxis(pixels(), 2, 0), photometric="rgb",
                             planarconfig="separate"), ACCEPTED, "",
         "the order of its channels alone differs", True),
    Kind("TIFF with LZW", pillow(".tif", compression="tiff_lzw"), ACCEPTED, "",
         "loses nothing", True),
    Kind("JPEG in TIFF", pillow(".tif", compression="jpeg", quality=95), ACCEPTED, "",
         "as a JPEG"),
    Kind("white is zero", tiff(lambda: 255 - grey(), photometric="miniswhite"), REMARK, "is grey",
         "turned round, as grey"),
    Kind("16 bits", tiff(lambda: pixels().astype(np.uint16) * 257, photometric="rgb"), ACCEPTED,
         "", "rounded to 8", True),
    Kind("12 bits by its header", twelve_bits_named, ACCEPTED, "",
         "the header says what is white", True),
    Kind("symbolic link out of the folder", linked, ACCEPTED, "",
         "archives are linked; nothing is written there", True),
    Kind("JPEG, parameters of its scan are 0", slip(scan_of_zeros), REMARK,
         "slips of the program that wrote it", "libjpeg warns; all pixels are there"),
    Kind("JPEG, bytes between its segments", slip(lambda c: c[:20] + b"\0\0\0" + c[20:]), REMARK,
         "3 bytes between its segments", "as above"),
    Kind("JPEG without a mark of its end", slip(lambda c: c[:-2]), REMARK,
         "no mark of its end", "as above"),
    Kind("JPEG, bytes before its end", slip(lambda c: c[:-2] + b"\0\0\0" + c[-2:]), ACCEPTED, "",
         "they are behind the last pixel"),
    Kind("JPEG, a trailer", slip(lambda c: c + b"trailer" * 20), ACCEPTED, "",
         "it is behind the end"),
    Kind("preview on the first page", with_pages((preview(), SMALL), (pixels(), RGB)), REMARK,
         "has a preview on its first page", "the full image is read", True),
    Kind("preview on the last page", with_pages((pixels(), RGB), (preview(), SMALL)), ACCEPTED, "",
         "the full image is read", True),
    Kind("preview, not tagged as one", with_pages((pixels(), RGB), (preview(), RGB)), ACCEPTED, "",
         "of one shape, and shows the same", True),
    Kind("preview first, not tagged as one", with_pages((preview(), RGB), (pixels(), RGB)), REMARK,
         "has a preview on its first page", "as above", True),
    Kind("OME: red, green, blue on three pages",
         planes(**ome(Channel={"Name": ["Red", "Green", "Blue"]})), REMARK,
         "on three pages, which were put together", "no colour is lost", True),
    Kind("OME: blue, red, green on three pages",
         planes(order=(2, 0, 1), **ome(Channel={"Name": ["Blue", "Red", "Green"]})), REMARK,
         "on three pages, which were put together", "in the order that their names say", True),
    Kind("ImageJ: composite of three channels",
         planes("tif", imagej=True, metadata={"axes": "CYX", "mode": "composite"}), REMARK,
         "on three pages, which were put together", "as above", True),
    Kind("12 used of 16 bits", tiff(lambda: pixels().astype(np.uint16) * 16, photometric="rgb"),
         REMARK, "is read as of a camera with 12 bits",
         "in 16 bits it would be four stops underexposed"),
    Kind("12 used of 16 bits, a hot pixel", tiff(lambda: twelve_bits_of_sixteen(False), **RGB),
         REMARK, "is read as of a camera with 12 bits", "one sample says nothing of the others"),
    Kind("12 used of 16 bits, a white bar", tiff(lambda: twelve_bits_of_sixteen(True), **RGB),
         REMARK, "is read as of a camera with 12 bits", "the bar is no light of the section"),
    Kind("nearly black in 16 bits", tiff(nearly_black, **RGB), REMARK, "is nearly black",
         "a grain is brighter than 12 bits: stretching is a guess"),
    Kind("palette", pillow(".png", lambda p: p.quantize(256)), REMARK,
         "has a palette of at most 256 colours", "colours were lost, minerals may be"),
    Kind("14 used of 16 bits", tiff(lambda: pixels().astype(np.uint16) * 64, photometric="rgb"),
         REMARK, "uses 14 of its 16 bits", "dark, or a camera of 14 bits: both may be"),
    Kind("colour profile", wide_gamut, REMARK, "has the colour profile",
         "another camera's colours, if not all have it"),
    Kind("burned-in scale bar", pillow(".png", with_bar), REMARK,
         "something straight of one colour is drawn into it", "small, and a person should judge"),
    Kind("partly transparent", pillow(".png", lambda p: see_through(p, corner())), REMARK,
         "25 % transparent shows no section", "void everywhere: no class, no area, no light"),
    Kind("grey, partly transparent",
         pillow(".png", lambda p: see_through(p.convert("L"), corner()).convert("LA")), REMARK,
         "25 % transparent shows no section", "as in colour"),
    Kind("TIFF with a mask of its own", without_data, REMARK, "25 % no data shows no section",
         "the file says that nothing is there"),
    Kind("TIFF with a value for no data", lambda path: without_data(path, nodata=0), REMARK,
         "no data shows no section", "the file says that nothing is there"),
    Kind("stitched, with black gaps", pillow(".png", lambda p: painted(p, corner())), REMARK,
         "of one colour at the frame shows no section", "painted: no camera leaves a corner so"),
    Kind("round field", pillow(".jpg", lambda p: painted(p, through_eyepiece()), quality=90),
         REMARK, "of one colour at the frame shows no section", "what an eyepiece leaves dark"),
    Kind("information bar", pillow(".jpg", with_info_bar, quality=90), REMARK,
         "in a band of one colour at the frame shows no section",
         "of a microscope's program, with words and a scale bar"),
    Kind("burned-out grain at the frame", pillow(".png", burned_out), REMARK,
         "without any detail and counts as section", "galena and gold may be so bright"),
    Kind("nearly all transparent",
         pillow(".png", lambda p: see_through(p, ~corner(rows=80, columns=120))), QUARANTINED,
         "shows hardly anything: 92.5 % transparent", "too little to stand for a section"),
    Kind("truncated JPEG", cut(JPEG, 0.5), QUARANTINED, AGAIN, "half is grey"),
    Kind("truncated PNG", cut(PNG, 0.5), QUARANTINED, AGAIN, "half is black"),
    Kind("truncated TIFF", cut(pillow(".tif"), 0.5), QUARANTINED, "again", "half is missing"),
    Kind("zero bytes", content(".jpg", b""), QUARANTINED, "is empty (0 bytes)",
         "a card that was full"),
    Kind("text called JPEG", content(".jpg", b"<html>Log in, please</html>"), QUARANTINED,
         "begins like no JPEG, PNG, TIFF or BMP", "a page in place of a download"),
    Kind("PDF called JPEG", content(".jpg", PDF), QUARANTINED, "is a PDF", "holds pages"),
    Kind("virtual raster", content(".png", VRT), QUARANTINED, "begins like no JPEG",
         "would fetch what it names"),
    Kind("animated GIF", pillow(".gif", **FRAMES), QUARANTINED, "is a GIF",
         "256 colours, several pictures"),
    Kind("animated WebP", pillow(".webp", **FRAMES), QUARANTINED, "is a WebP",
         "not read by windows; several pictures"),
    Kind("HEIC", content(".heic", HEIC), QUARANTINED, "is a HEIC", "not readable here"),
    Kind("JPEG 2000", pillow(".jp2"), QUARANTINED, "is a JPEG 2000",
         "needs memory for the whole picture"),
    Kind("camera's raw file", renamed(pillow(".tif"), ".nef"), QUARANTINED,
         "is a camera's raw file", "its first page is a stamp of the picture"),
    Kind("CMYK JPEG", pillow(".jpg", lambda p: p.convert("CMYK")), QUARANTINED,
         "colours for print (CMYK)", "no camera takes it: it went through a layout"),
    Kind("CMYK TIFF", pillow(".tif", lambda p: p.convert("CMYK")), QUARANTINED,
         "colours for print (CMYK)", "as above"),
    Kind("CIELAB TIFF", pillow(".tif", lambda p: p.convert("LAB")), QUARANTINED,
         "colours for print (CIELAB)", "as above"),
    Kind("five channels", tiff(lambda: np.repeat(grey()[..., None], 5, 2), photometric="minisblack",
                               planarconfig="contig"), QUARANTINED,
         "has 5 channels that are not grey, RGB or RGBA", "which are red, green, blue?"),
    Kind("1 bit", pillow(".png", lambda p: p.convert("1")), QUARANTINED, "has 1-bit samples",
         "no grey levels"),
    Kind("4 bits", pillow(".png", lambda p: p.quantize(16)), QUARANTINED, "has 4-bit samples",
         "hardly any colours"),
    Kind("palette for 16 bits", palette_for_16_bits, QUARANTINED, "has a palette for 16 bits",
         "no camera writes it"),
    Kind("signed 16 bits", tiff(lambda: pixels().astype(np.int16), photometric="rgb"), QUARANTINED,
         "has int16 samples", "what is white is unknown"),
    Kind("64 bits", tiff(lambda: pixels().astype(np.int64), photometric="rgb"), QUARANTINED,
         "has int64 samples", "what is white is unknown"),
    Kind("32-bit float", tiff(lambda: pixels() / np.float32(255), photometric="rgb"), QUARANTINED,
         "has float32 samples", "what is white is unknown"),
    Kind("64-bit float", tiff(lambda: pixels() / 255, photometric="rgb"), QUARANTINED,
         "has float64 samples", "what is white is unknown"),
    Kind("NaN", tiff(with_nan, photometric="rgb"), QUARANTINED, "has float32 samples",
         "what is white is unknown"),
    Kind("complex numbers", tiff(lambda: grey().astype(np.complex64)), QUARANTINED,
         "has complex64 samples", "no photograph"),
    Kind("10 used of 16 bits", tiff(lambda: pixels().astype(np.uint16) * 4, photometric="rgb"),
         QUARANTINED, "uses 10 of its 16 bits",
         "a camera of 10 bits, or one of 12 in too little light: stretching is a guess"),
    Kind("10 used of 16 bits, a hot pixel",
         tiff(lambda: np.where((hot := twelve_bits_of_sixteen(False)) == 65535, hot, hot // 4),
              **RGB),
         QUARANTINED, "uses 10 of its 16 bits", "as above"),
    Kind("OME: focal planes", planes(**ome("ZYX")), QUARANTINED, "has 3 focal planes",
         "none is sharp everywhere"),
    Kind("OME: times", planes(**ome("TYX")), QUARANTINED, "has 3 points of time",
         "which one is meant?"),
    Kind("OME: three other channels", planes(**ome(Channel={"Name": ["XPL", "PPL", "UV"]})),
         QUARANTINED, "has 3 channels that are not red, green and blue", "are no colours"),
    Kind("OME: channels without names", planes(**ome()), QUARANTINED,
         "does not say which is red, green and blue", "the order is a guess"),
    Kind("JPEG cut off in its last rows", cut(JPEG, 0.97), QUARANTINED, AGAIN, "rows are missing"),
    Kind("progressive JPEG without a mark of its end",
         slip_of_progressive, QUARANTINED, AGAIN, "scans may be missing, which shows as coarse"),
    Kind("several pages", pages, QUARANTINED, "has 3 pages (3 of 400 x 320 px)",
         "which one is meant?"),
    Kind("decompression bomb", content(".png", lambda: png(60_000, 60_000)), QUARANTINED,
         "more than 1000 million", "70 bytes; the limit is catalog.largest_mpx"),
    Kind("one huge piece", one_huge_piece, QUARANTINED, "is stored in pieces of 30000 x 30000 px",
         "a piece is decoded whole"),
    Kind("one pixel", pillow(".png", lambda p: p.crop((0, 0, 1, 1))), QUARANTINED,
         "is 1 x 1 px, smaller than a patch", "no patch fits"),
    Kind("one row", pillow(".png", lambda p: p.crop((0, 0, 400, 1))), QUARANTINED,
         "is 400 x 1 px, smaller than a patch", "no patch fits"),
    Kind("all black", pillow(".png", lambda p: p.point(lambda v: v // 100)), QUARANTINED,
         "is black", "the lamp was off"),
    Kind("saturated", pillow(".png", lambda p: p.point(lambda v: 255)), QUARANTINED, "is white",
         "burned out"),
    Kind("missing", lambda path: path, QUARANTINED, "is missing", "moved or misspelt"),
    Kind("broken link", link_to("nowhere.png"), QUARANTINED, "is missing", "moved"),
    Kind("link to itself", link_to(None), QUARANTINED, "is missing", "a slip"),
    Kind("folder", folder, QUARANTINED, "is a folder, not a file", "a slip"),
    Kind("pipe", pipe, QUARANTINED, "is a pipe or a device", "would be waited for for ever"),
    Kind("device", link_to("/dev/zero"), QUARANTINED, "is a pipe or a device",
         "would be read for ever"),
    Kind("not readable", unreadable, QUARANTINED, "may not be read", "another user's file"),
]  # fmt: skip
"""Photographs that are bad whatever the rest of the collection is."""
