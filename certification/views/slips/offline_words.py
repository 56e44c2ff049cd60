"""The sentences of the page that checks slips without a network, in the language of its address."""

from django.utils.translation import gettext as _

from registry.public_log import words


def sentences() -> dict[str, str]:
    """By the names that static/js/offline/page.js has for them."""
    return _verdicts() | _facts() | _page() | _proofs()


def _verdicts() -> dict[str, str]:
    return {
        "good": _("签名有效"),
        "good_text": _("二维码中的内容由本系统签名，没有改动；失效名单中没有这份认定单。"),
        "revoked": _("这份认定单已撤销"),
        "revoked_text": _("签名有效，但认定单已于%(on)s撤销，不能再使用。"),
        "superseded": _("这份认定单已被新的认定单替代"),
        "superseded_text": _("签名有效，但认定单已于%(on)s被替代，请以新的认定单为准。"),
        "broken": _("签名不成立"),
        "broken_text": _("二维码中的内容与签名不符，不是本系统签发的，或者被改动过。不能采信。"),
        "unknown_key": _("无法判断：不认识签名所用的密钥"),
        "unknown_key_text": _("可能是名单生成之后启用的密钥，也可能是伪造的。请联网更新名单后再核验。"),
        "revoked_key": _("签名所用的密钥已吊销"),
        "revoked_key_text": _("密钥“%(key)s”已于%(on)s吊销，用它签名的二维码不再可信。请联网核验。"),
        "ended_key": _("签名不可信：签发日期晚于密钥停用"),
        "ended_key_text": _("密钥“%(key)s”在认定单所写的签发日期之前已经停用或者到期。请联网核验。"),
        "plain": _("这个二维码没有可以离线核验的内容"),
        "plain_text": _("二维码中只有核验网址：较早签发的认定单和其他证件是这样的。请联网打开：%(address)s"),
        "unreadable": _("二维码中的签名内容无法读取"),
        "unreadable_text": _("可能是二维码残缺、被改动过，或者本页版本较旧。请联网核验。"),
        "foreign": _("这不是认定单的二维码"),
        "foreign_text": _("二维码中不是认定单的核验网址，请不要打开其中的链接。"),
        "none": _("没有读到二维码"),
        "none_text": _("请把二维码拍得更大、更清楚，光线均匀，不要有折痕和反光，再试一次。"),
        "elsewhere": _("请注意：二维码中的网址不是本系统的网址（%(portal)s），请不要打开。"),
        "compare": _("请逐项对照纸面：下列内容与纸面不一致的，纸面被改动过。"),
        "signed_by": _("签名密钥：%(key)s"),
    }


def _facts() -> dict[str, str]:
    return {
        "number": _("编号"),
        "number_value": _("%(year)s年第%(sequence)s号"),
        "name": _("姓名"),
        "identity": _("证件号码"),
        "title": _("申报职称"),
        "span": _("认定跨度"),
        "span_value": _("%(first)s年—%(last)s年"),
        "issued": _("签发日期"),
        "notice": _("公示期"),
        "notice_value": _("%(first)s至%(last)s"),
        "hours": _("各年度学时（分）"),
        "year": _("年度"),
    }


def _page() -> dict[str, str]:
    return {
        "camera": _("用摄像头扫描"),
        "camera_stop": _("关闭摄像头"),
        "no_camera": _("摄像头没有打开"),
        "no_camera_text": _("请允许本页使用摄像头，或者拍照后选择图片。"),
        "busy": _("正在读取……"),
        "age": _("失效名单生成于%(made)s，距今%(days)s天。"),
        "age_old": _(
            "失效名单生成于%(made)s，距今%(days)s天，已经较旧，此后撤销的认定单不在其中，请尽快联网更新。"
        ),
        "clock": _("失效名单生成于%(made)s，晚于本机的时间，请检查本机的日期。"),
        "count": _("名单中有%(keys)s个密钥、%(gone)s份失效的认定单。"),
        "no_list": _("没有取得名单，不能核验。请联网后重新打开本页。"),
        "list_taken": _("已读取名单"),
        "offline_ready": _("本页已保存在这台设备上，没有网络也能打开。"),
        "pdf": _("本页不读取PDF文件"),
        "pdf_text": _("请拍摄或截取二维码所在的页面；PDF原件请联网在查验页核对。"),
        "no_file": _("文件无法读取"),
        "no_file_text": _("请选择图片、存证文件或者名单文件。"),
    }


def _proofs() -> dict[str, str]:
    acts = {f"act_{one}": words.act(f"slip.{one}") for one in ("issued", "superseded", "revoked")}
    return acts | {
        "proofs_good": _("存证文件成立"),
        "proofs_bad": _("存证文件不成立"),
        "proof_done": _("已写入公开日志，条目编号%(place)s，由日志有%(size)s条记录时的检查点证明。"),
        "proof_waiting": _("生成文件时还没有写入公开日志。"),
        "proof_refused": _("内容被改动过，或者证明不成立，不能采信。"),
        "same_paper": _("与刚才核验的二维码是同一份认定单。"),
        "other_paper": _("与刚才核验的二维码不是同一份认定单。"),
    }
