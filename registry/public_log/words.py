"""What acts are called on pages."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "slip.issued": _("签发认定单"),
    "slip.superseded": _("认定单被替换"),
    "slip.revoked": _("撤销认定单"),
    "certificate.issued": _("签发证书"),
    "certificate.superseded": _("证书被替换"),
    "certificate.revoked": _("撤销证书"),
    "notice.published": _("发布公示"),
    "notice.struck": _("公示移出一人"),
    "notice.withdrawn": _("撤回公示"),
    "notice.closed": _("公示期满"),
    "notice.annulled": _("撤销公示"),
    "handbook.granted": _("核发登记手册"),
    "handbook.reissued": _("补发登记手册"),
    "handbook.edition": _("生成电子登记手册"),
    "policy.published": _("发布政策文件"),
    "policy.amended": _("政策文件由新的一版代替"),
    "policy.withdrawn": _("撤回政策文件"),
    "certificates.signed": _("签署一批培训证书"),
    "certificates.voided": _("作废一批培训证书"),
    "key.deposited": _("登记平台秘钥"),
    "key.replaced": _("更换平台秘钥"),
    "key.lost": _("平台秘钥遗失"),
    "key.compromised": _("平台秘钥泄露"),
    "signing.added": _("启用签名证书"),
    "signing.retired": _("停用签名证书"),
    "signing.revoked": _("吊销签名证书"),
    "keys.changed": _("系统签名密钥"),
    "audit.checkpoint": _("操作日志的检查点"),
}


def act(name: str) -> str:
    return str(ACTS.get(name, name))
