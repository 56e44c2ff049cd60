"""Whose portal it is stands in one file: what a wrong one is told, and that the code names no place itself."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation

from cejc import site
from cejc.lib.writing.pasted import printed

SITES = settings.BASE_DIR / "sites"
BUNDLED = sorted(path.parent.name for path in SITES.glob("*/site.toml"))
ROOMS = ("cejc", "credits", "registry", "certification", "templates", "static", "bin", "locale")
NAMES = re.compile("湖南|湘|专技处|hunan|长沙", re.IGNORECASE)


@pytest.fixture
def folder(tmp_path):
    """A copy of the usual site, to be spoiled."""
    shutil.copy(SITES / settings.CEJC_SITE / "site.toml", tmp_path)
    return tmp_path


def spoiled(folder, old, new):
    path = folder / "site.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(site.SiteInvalid) as caught:
        site.read(folder)
    return caught.value.faults


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_site_is_whole(name):
    found = site.read(SITES / name)

    assert found.name == name
    assert found.regions[0].code.endswith("0000")  # the place itself
    assert found.demo_file.exists()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("format = 1", "format = 3", "format：应为 1"),
        ('name = "hunan"', "", "name：缺少"),
        ('office = "省人社厅专技处"', "", "names.office：缺少"),
        ('office = "省人社厅专技处"', "office = 7", "names.office：应为文字"),
        ('office = "省人社厅专技处"', 'office = "100%"', "names.office：不能含有 %、{、}"),
        ('office = "省人社厅专技处"', 'ofice = "处"', "names.ofice：没有这个项目"),
        ('code = "430100"', 'code = "43010"', "regions[1].code：应为六位数字的代码"),
        ('code = "430200"', 'code = "430100"', "regions：代码 430100 重复"),
        ('seal = "#d7000f"', 'seal = "red"', "look.seal：应为 #rrggbb 形式的颜色（小写）"),
        ("{serial:06}号", "号", "papers.handbook_number：应含有且只含有 {year}、{serial} 各一次"),
        ("{serial:04}", "{number:04}", "papers.filing_number：应含有且只含有 {year}、{serial} 各一次"),
        ("[papers]", "[paper]", "papers：缺少"),
        (
            "[[regions]]",
            '[terms]\n"认定单" = "认定单"\n[[regions]]',
            "terms.认定单：应当另有叫法，且不含 %、{、}",
        ),
        ("[[regions]]", '[terms]\n"认定单" = 7\n[[regions]]', "terms.认定单：应为文字"),
    ],
)
def test_a_fault_is_named_by_its_key(folder, old, new, fault):
    assert fault in spoiled(folder, old, new)


def test_all_faults_are_named_at_once(folder):
    faults = spoiled(folder, "[examples]", "[examples_]")

    assert "examples：缺少" in faults
    assert "examples.slip_number：缺少" in faults
    assert "examples_：没有这个项目" in faults


@pytest.mark.parametrize("content", [b"\xff\xfe", b"name = "])
def test_what_is_no_toml_is_said_so(tmp_path, content):
    (tmp_path / "site.toml").write_bytes(content)

    with pytest.raises(site.SiteInvalid, match="不是UTF-8编码的TOML文件"):
        site.read(tmp_path)


def test_a_folder_without_a_file_is_said_so(tmp_path):
    with pytest.raises(site.SiteInvalid, match="无法读取"):
        site.read(tmp_path)


def test_a_text_names_the_place_in_the_language_of_its_reader():
    with translation.override("zh-hans"):
        assert site.named("由{office}办理，{unknown}除外") == "由省人社厅专技处办理，{unknown}除外"
    with translation.override("en"):
        assert site.named("ask {office}") == (
            "ask the provincial Department of Human Resources and Social Security"
        )


def test_a_lazy_text_names_the_place_when_it_is_read(settings, folder):
    said = site.gettext_lazy("备案由{office}受理。")
    assert said == "备案由省人社厅专技处受理。"

    (folder / "site.toml").write_text(
        (folder / "site.toml").read_text(encoding="utf-8").replace('"省人社厅专技处"', '"省厅培训处"'),
        encoding="utf-8",
    )
    settings.CEJC_SITE = str(folder)

    assert said == "备案由省厅培训处受理。"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("湘继教册〔{year}〕{serial:06}号", "编号 湘继教册〔2020〕000012号，", [("2020", "12")]),
        ("湘继教册〔{year}〕{serial:06}号", "湘 继教册 〔 2020 〕 000012", [("2020", "12")]),
        ("湘继教册〔{year}〕{serial:06}号", "别的册〔2020〕000012号", []),
        ("学证{year}第{serial:05}号", "学证2021第00007号 学证2022第8号", [("2021", "7"), ("2022", "8")]),
    ],
)
def test_a_number_of_the_site_is_found_in_a_text(pattern, text, found):
    assert printed(pattern).findall(text) == found


def test_no_code_and_no_template_names_a_place():
    listed = subprocess.run(
        ["git", "ls-files", *ROOMS], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    texts = {
        name: (settings.BASE_DIR / name).read_text(encoding="utf-8")
        for name in listed
        if not name.startswith(("credits/policies/", "static/vendor/"))
        and name.endswith((".py", ".html", ".txt", ".js", ".css", ".svg", ".po"))
    }

    assert len(texts) > 1000
    assert [name for name, text in texts.items() if NAMES.search(text)] == []


def checked(capsys, *args):
    call_command("check_site", *args)
    return capsys.readouterr().out.strip().split("\t")


@pytest.mark.parametrize("name", BUNDLED)
def test_the_command_names_a_whole_site_and_its_notice(capsys, name):
    found = site.read(SITES / name)

    told = checked(capsys, name)

    assert told[:2] == [name, found.names["place"]]
    assert told[3] == found.policy


def test_the_command_names_what_no_page_should_find(folder):
    text = (folder / "site.toml").read_text(encoding="utf-8")
    (folder / "site.toml").write_text(
        text.replace('seal = "#d7000f"', 'seal = "#d7000f"\nstyle = "ours.css"').replace(
            "hunan-2020", "ours-2020"
        ),
        encoding="utf-8",
    )
    with pytest.raises(CommandError, match=r"ours-2020\.toml"):
        call_command("check_site", str(folder))

    notice = (settings.BASE_DIR / "credits/policies/hunan-2020.toml").read_text(encoding="utf-8")
    (folder / "ours-2020.toml").write_text(notice, encoding="utf-8")
    site.at.cache_clear()
    with pytest.raises(CommandError) as caught:
        call_command("check_site", str(folder))

    assert "policy：ours-2020.toml 的名称是 hunan-2020" in str(caught.value)
    assert "look.style：static/ours.css 不存在" in str(caught.value)


@pytest.fixture
def renaming(folder, settings):
    """The usual site, where slips are called otherwise."""
    path = folder / "site.toml"
    text = path.read_text(encoding="utf-8")
    terms = '[terms]\n"认定单" = "学时证明"\n"学时（分）认定单" = "证明书"\n\n[[regions]]'
    path.write_text(text.replace("[[regions]]", terms, 1), encoding="utf-8")
    settings.CEJC_SITE = str(folder)


@pytest.mark.usefixtures("renaming")
class TestTerms:
    def test_texts_of_code_speak_the_words_of_the_place(self):
        with translation.override("zh-hans"):
            assert translation.gettext("查验认定单") == "查验学时证明"
            assert translation.ngettext("一份认定单", "几份认定单", 1) == "一份学时证明"

    def test_of_two_words_that_fit_the_longer_one_is_said(self):
        with translation.override("zh-hans"):
            assert translation.gettext("《学时（分）认定单》和认定单") == "《证明书》和学时证明"

    def test_english_is_as_translated(self):
        with translation.override("en"):
            assert translation.gettext("查验认定单") == "Verify a certification slip"

    def test_templates_speak_them_and_what_somebody_typed_stays(self):
        page = Template(
            "{% translate '查验认定单' %}{% blocktranslate %}，{{ who }}的认定单{% endblocktranslate %}"
            "，{{ '认定单'|said_here }}，{{ who }}"
        )
        with translation.override("zh-hans"):
            assert (
                page.render(Context({"who": "认定单"})) == "查验学时证明，认定单的学时证明，学时证明，认定单"
            )


def test_a_place_that_renames_nothing_reads_as_written():
    with translation.override("zh-hans"):
        assert translation.gettext("查验认定单") == "查验认定单"
