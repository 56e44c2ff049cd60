"""Certificates of one form that differ in name, date and number, as a training centre prints them by the hundred."""

import random

from PIL.Image import Image

from certification.demo.paper import drawn

NAMES = [
    "王伟",
    "李娜",
    "欧阳春兰",
    "张敏",
    "刘洋",
    "陈静",
    "杨丽",
    "赵磊",
    "黄强",
    "周艳",
    "吴军",
    "徐勇",
    "孙杰",
    "胡平",
    "朱霞",
    "高飞",
    "林涛",
    "何辉",
    "郭亮",
    "马超",
]


def certificate(number: int) -> Image:
    """The `number`-th of them."""
    dice = random.Random(number)
    lines = [
        f"姓　名：{dice.choice(NAMES)}",
        "事　由：智能制造高级研修班",
        f"日　期：{dice.randrange(2015, 2020)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 28):02d}",
        f"编　号：{dice.randrange(10**8):08d}",
    ]
    return drawn("结业证书", lines, "湖南省继续教育基地")
