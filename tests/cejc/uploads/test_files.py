import hashlib
import io
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String

from cejc.lib.uploads import files
from tests.cejc import makefiles as make

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def refused(content, name, declared=""):
    with pytest.raises(files.FileFault) as caught:
        files.check(io.BytesIO(content), name=name, declared=declared)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "kind", "pages"),
    [
        ("证明.pdf", make.pdf(3), "pdf", 3),
        ("照片.JPG", make.picture("JPEG"), "jpeg", 1),
        ("照片.jpeg", make.picture("JPEG", progressive=True), "jpeg", 1),
        ("截图.png", make.picture("PNG", mode="RGBA"), "png", 1),
        ("截图.webp", make.picture("WEBP"), "webp", 1),
        ("名册.xlsx", make.xlsx(), "xlsx", 1),
        ("通知.docx", make.docx(), "docx", 1),
    ],
)
def test_check_accepts_what_is_allowed(name, content, kind, pages):
    upload = SimpleUploadedFile(name, content, content_type=files.KINDS[kind][0])

    checked = files.check(upload)

    assert checked == files.CheckedFile(
        kind,
        files.KINDS[kind][0],
        files.KINDS[kind][1][0],
        len(content),
        hashlib.sha256(content).hexdigest(),
        pages,
    )
    assert upload.tell() == 0


def test_check_accepts_jpeg_with_a_second_picture_behind():
    content = make.picture("JPEG") + make.picture("JPEG")

    assert files.check(io.BytesIO(content), name="a.jpg", declared="image/jpg").kind == "jpeg"


def test_check_accepts_hyperlink_in_docx():
    rels = (
        b'<Relationships><Relationship Type="http://x/hyperlink" Target="http://x" '
        b'TargetMode="External"/></Relationships>'
    )
    content = make.docx(extra={"word/_rels/document.xml.rels": rels})

    assert files.check(io.BytesIO(content), name="a.docx", declared="").kind == "docx"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("IMG_1.heic", make.heic()),
        ("微信图片.jpg", make.heic()),  # renamed on its way, content told apart
        ("IMG_1.HEIF", make.heic()),
    ],
)
def test_check_reads_heic_whatever_a_telephone_calls_it(name, content):
    upload = SimpleUploadedFile(name, content, content_type="image/jpeg" if "jpg" in name else "image/heic")

    assert files.check(upload).kind == "heic"


@pytest.mark.parametrize("name", ["a.jfif", "a.jpe", "a.mpo", "a.jpg"])
def test_check_reads_mpo_and_jfif_as_jpeg(name):
    assert files.check(io.BytesIO(make.mpo()), name=name, declared="").kind == "jpeg"


@pytest.mark.parametrize(("width", "height"), [(9248, 6936), (12000, 9000)])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_check_reads_pictures_of_64_and_108_megapixels(width, height, form):
    content = make.flat(form, width, height)

    assert files.check(io.BytesIO(content), name=f"a.{form.lower()}", declared="").pages == 1


def test_check_reads_a_long_screenshot_and_counts_its_parts():
    found = files.check(io.BytesIO(make.flat("PNG", 1080, 24_000)), name="长截图.png", declared="")

    assert found.pages == 12


def test_a_picture_may_be_larger_than_a_document(settings):
    settings.CEJC_UPLOAD_LIMIT, settings.CEJC_PICTURE_LIMIT = 1000, 100_000
    picture = make.picture("JPEG", size=(600, 400))

    assert 1000 < len(picture) < 100_000
    assert files.check(io.BytesIO(picture), name="a.jpg").size == len(picture)
    assert "超过" in refused(make.pdf(30), "a.pdf")


@pytest.mark.parametrize(
    ("name", "content", "named", "way"),
    [
        ("发票.ofd", make.zipped({"OFD.xml": "<ofd/>"}), "OFD", "PDF"),
        ("幻灯.pptx", make.zipped({"[Content_Types].xml": "", "ppt/p.xml": ""}), "PowerPoint", "另存为PDF"),
        ("a.zip", make.zipped({"a.txt": "1"}), "zip", "解压"),
        ("a.gif", make.picture("GIF"), "gif", "另存为JPEG"),
        ("a.avif", b"\0\0\0\x20ftypavif" + b"\0" * 99, "avif", "另存为JPEG"),
        ("a.mov", b"\0\0\0\x14ftypqt  " + b"\0" * 99, "视频", "截取画面"),
    ],
)
def test_check_names_what_it_refuses_and_the_way_out(name, content, named, way):
    said = refused(content, name)

    assert named in said
    assert way in said


@pytest.mark.parametrize("left", [0.3, 0.6, 0.95])
def test_check_refused_when_heic_is_cut_off(left):
    content = make.heic(size=(400, 300))

    assert "不完整或已损坏" in refused(content[: int(len(content) * left)], "a.heic")


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.pdf", b"", "文件是空的"),
        ("a.pdf", b"MZ\x90\x00" + b"\0" * 200, "不能上传"),
        ("a.pdf", b"<html><script>alert(1)</script></html>", "不能上传"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "不能上传"),
        ("a.gif", make.picture("GIF"), "gif类型"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版或加了密码"),
        ("a.zip", make.zipped({"a.txt": "1"}), "zip类型"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 100, "打不开"),
        ("a.jpg", make.pdf(), "内容却是PDF"),
        ("a.pdf", make.picture("PNG"), "内容却是PNG"),
        ("a.xlsx", make.docx(), "内容却是Word"),
        ("a", make.pdf(), "扩展名“.pdf”"),
        ("a.pdf.exe", make.pdf(), "“.exe”"),
    ],
)
def test_check_refused_when_content_is_something_else(name, content, part):
    assert part in refused(content, name)


def test_check_refused_when_declared_type_differs():
    assert "声明的类型" in refused(make.pdf(), "a.pdf", "image/png")


def test_check_refused_when_too_large(settings):
    settings.CEJC_UPLOAD_LIMIT = 2 * 1024 * 1024

    assert "超过2MB" in refused(make.pdf() + b"\n" * 2 * 1024 * 1024, "a.pdf")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("left", [0.3, 0.6, 0.95])
def test_check_refused_when_picture_is_cut_off(form, left):
    content = make.picture(form, size=(400, 300))

    assert "不完整或已损坏" in refused(content[: int(len(content) * left)], f"a.{form.lower()}")


def test_check_refused_when_pdf_is_cut_off_or_mangled():
    content = make.pdf(5)

    assert "不完整或已损坏" in refused(content[: len(content) // 2], "a.pdf")
    assert "不完整或已损坏" in refused(b"%PDF-1.7\n" + b"x" * 500 + b"\n%%EOF", "a.pdf")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    "tail", [make.zipped({"a.txt": "1"}), make.pdf(), b"<html><script>1</script>", b"MZ\x90\x00aaaa"]
)
def test_check_refused_when_something_hides_behind_a_picture(form, tail):
    assert "夹带" in refused(make.picture(form) + tail, f"a.{form.lower()}")


def test_check_refused_when_something_hides_behind_a_pdf():
    assert "夹带" in refused(make.pdf() + make.zipped({"a.txt": "1"}), "a.pdf")


def test_check_refused_when_picture_is_a_bomb():
    assert "30000×30000像素" in refused(make.png_of(30_000, 30_000), "a.png")
    assert "缩小" in refused(make.png_of(70_000, 10), "a.png")


def test_check_refused_when_picture_moves():
    from PIL import Image

    out = io.BytesIO()
    frames = [Image.new("RGB", (5, 5), shade) for shade in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])

    assert "动态图片" in refused(out.getvalue(), "a.webp")


def on_root(key, value):
    return lambda document: document.Root.__setitem__(key, value)


def annotation(**keys):
    def change(document):
        note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **keys)
        document.pages[0].Annots = Array([document.make_indirect(note)])

    return change


def attach(document):
    document.attachments["a.txt"] = b"1"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (on_root("/OpenAction", SCRIPT), "脚本"),
        (on_root("/Names", Dictionary(JavaScript=Dictionary(Names=Array([String("a"), SCRIPT])))), "脚本"),
        (on_root("/AA", Dictionary(WC=SCRIPT)), "脚本"),
        (annotation(Subtype=Name.Link, A=SCRIPT), "脚本"),
        (annotation(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("cmd.exe"))), "自动打开"),
        (annotation(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("http://x"))), "自动打开"),
        (annotation(Subtype=Name.RichMedia), "多媒体"),
        (annotation(Subtype=Name.FileAttachment), "附件"),
        (attach, "附件"),
        (on_root("/AcroForm", Dictionary(XFA=String("<xdp/>"))), "XFA"),
    ],
)
def test_check_refused_when_pdf_does_something(change, part):
    assert part in refused(make.pdf(change=change), "a.pdf")


def test_check_refused_when_script_hides_in_an_object_stream():
    content = make.pdf(
        change=on_root("/OpenAction", SCRIPT), object_stream_mode=pikepdf.ObjectStreamMode.generate
    )

    assert b"JavaScript" not in content
    assert "脚本" in refused(content, "a.pdf")


def test_check_accepts_pdf_that_opens_at_a_page_and_links_out():
    def change(document):
        document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])
        annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("http://x")))(document)

    assert files.check(io.BytesIO(make.pdf(change=change)), name="a.pdf").pages == 1


def test_check_refused_when_pdf_has_a_password():
    content = make.pdf(encryption=pikepdf.Encryption(owner="a", user="b"))

    assert "密码" in refused(content, "a.pdf")


def test_check_refused_when_pdf_has_too_many_pages():
    assert "PDF有201页，超过200页" in refused(make.pdf(201), "a.pdf")


def test_check_refused_when_pdf_stream_is_a_bomb():
    def change(document):
        bomb = zlib.compress(b" " * 300_000_000, 9)
        stream = pikepdf.Stream(document, b"")
        stream.write(bomb, filter=Name.FlateDecode)
        document.pages[0].Contents = document.make_indirect(stream)

    content = make.pdf(change=change)

    assert len(content) < 1_000_000
    assert "异常庞大" in refused(content, "a.pdf")


EXTERNAL = (
    b'<Relationships><Relationship Type="http://x/%s" Target="http://x" '
    b'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (make.docx(extra={"word/vbaProject.bin": b"1"}), "宏"),
        (make.docx(types="application/vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
        (make.docx(extra={"word/embeddings/oleObject1.bin": b"1"}), "嵌入"),
        (make.docx(extra={"word/media/a.exe": b"1"}), "嵌入"),
        (make.docx(extra={"word/_rels/document.xml.rels": EXTERNAL % b"attachedTemplate"}), "自动引用"),
        (
            make.docx(
                extra={"word/_rels/document.xml.rels": (EXTERNAL % b"image").decode().encode("utf-16")}
            ),
            "自动引用",
        ),
        (
            make.docx(document=b"<w:document><w:instrText> DDEAUTO c:\\cmd </w:instrText></w:document>"),
            "自动引用",
        ),
        (make.docx(document=b'<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'), "异常庞大"),
        (make.docx(extra={"../../etc/x.xml": b"1"}), "结构异常"),
        (make.docx(extra={"word\\..\\x.xml": b"1"}), "结构异常"),
        (make.docx(extra={f"word/{n}.xml": b"<a/>" for n in range(2001)}), "异常庞大"),
        (make.docx(extra={"word/a.xml": b" " * 30_000_000}), "异常庞大"),
        (make.docx(drop=["[Content_Types].xml"]), "zip类型"),
        (make.docx(types="text/plain"), "不符"),
        (make.docx()[:-30], "打不开"),
    ],
)
def test_check_refused_when_docx_is_not_plain(content, part):
    assert part in refused(content, "a.docx")


def test_check_refused_when_zip_begins_with_something_else():
    content = make.docx()
    shifted = b"PK\x03\x04" + b"\0" * 60 + content

    assert refused(shifted, "a.docx")


def test_check_refused_when_zip_member_is_damaged():
    content = bytearray(make.docx(document=b"<w:document>" + bytes(range(65, 91)) * 400 + b"</w:document>"))
    place = content.find(b"word/document.xml") + 25
    content[place] ^= 0xFF

    assert "打不开" in refused(bytes(content), "a.docx")


def test_check_asks_the_scanner_and_refuses_when_it_is_silent(settings, tmp_path):
    settings.CEJC_CLAMD_SOCKET = str(tmp_path / "none.sock")

    assert "病毒检查服务" in refused(make.pdf(), "a.pdf")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/证明.pdf", "证明.pdf"),
        ("C:\\a\\证\u202e明\x00.PDF", "证明.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("", "未命名.pdf"),
        ('"<b>".pdf', "__b__.pdf"),
    ],
)
def test_shown_name_is_fit_to_show(raw, shown):
    assert files.shown_name(raw, ".pdf") == shown
