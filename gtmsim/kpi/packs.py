"""KPIs that belong on one page: a scorecard for each role, the dashboard in layers, and others.

A pack is a list of ids under headings, nothing else: every number is that of its KPI. Ids in
capitals stand for all members, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gtmsim.errors import GtmsimError
from gtmsim.kpi.kpi import meant, registry


@dataclass(frozen=True)
class Section:
    """A heading and the KPIs below it.

    Attributes:
        name, label: the heading in English and in Japanese.
        kpis: ids.
    """

    name: str
    label: str
    kpis: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """KPIs of one page.

    Attributes:
        id: `dashboard`, `scorecard.inside_sales`.
        name, label: the title in English and in Japanese.
        source: ids of the requirements it answers.
        sections: in order.
    """

    id: str
    name: str
    label: str
    source: str
    sections: tuple[Section, ...]

    @property
    def kpis(self) -> tuple[str, ...]:
        """Every id, once, in order."""
        return tuple(dict.fromkeys(kpi for section in self.sections for kpi in section.kpis))


class UnknownPackError(GtmsimError):
    """A name that no pack has."""


def _section(name: str, label: str, kpis: str) -> Section:
    return Section(name, label, tuple(kpis.split()))


_MARKETING = _section("Marketing", "マーケティング",
    "leads mql mql_rate cost_per_lead cost_per_mql organic_share")  # fmt: skip
_INSIDE_SALES = _section("Inside sales", "インサイドセールス",
    "service_level_kept speed_to_lead sal sal_rate conversation_rate appointment_rate "
    "held_rate")  # fmt: skip
_FIELD_SALES = _section("Field sales", "フィールドセールス",
    "win_rate deal_size sales_cycle wins bookings pipeline weighted_pipeline")  # fmt: skip
_CUSTOMER_SUCCESS = _section("Customer success", "カスタマーサクセス",
    "nrr grr logo_churn revenue_churn onboarding_rate onboarding_time expansion_arr")  # fmt: skip
_REVOPS = _section("RevOps", "RevOps",
    "forecast_mape forecast_bias duplicate_rate record_age service_level_kept "
    "handoff_defect_rate")  # fmt: skip

_SCORECARDS = tuple(
    Pack(f"scorecard.{name}", f"Scorecard: {section.name}", f"スコアカード: {section.label}",
         "R025", (section,))
    for name, section in (
        ("marketing", _MARKETING),
        ("inside_sales", _INSIDE_SALES),
        ("field_sales", _FIELD_SALES),
        ("customer_success", _CUSTOMER_SUCCESS),
        ("revops", _REVOPS),
    )
)  # fmt: skip

_ALL = (
    Pack("dashboard", "Dashboard in layers", "階層別ダッシュボード", "R175", (
        _section("Top of the funnel (ToFu)", "ToFu", "leads mql_rate cost_per_lead "
                 "cost_per_mql.CHANNEL"),
        _section("Middle of the funnel (MoFu)", "MoFu", "sal_rate appointment_rate "
                 "contact_to_meeting"),
        _section("Bottom of the funnel (BoFu)", "BoFu", "sql_rate win_rate deal_size sales_cycle"),
        _section("Forecast", "予測", "forecast_mape forecast_bias weighted_pipeline "
                 "coverage_needed coverage.TARGET"),
    )),
    Pack("scorecard", "Scorecards of all roles", "役割別スコアカード", "R025",
         (_MARKETING, _INSIDE_SALES, _FIELD_SALES, _CUSTOMER_SUCCESS, _REVOPS)),
    *_SCORECARDS,
    Pack("unit_economics", "Unit economics", "採算 (ユニットエコノミクス)",
         "R137, R138, R141", (
        _section("Cost of winning", "獲得費用", "spend cost_per_lead cost_per_mql cost_per_sql "
                 "cost_per_order cac_channels cac cac_hiring cac_onboarded"),
        _section("Worth of a customer", "顧客価値", "arpa lifetime support_cost ltv "
                 "ltv_after_support ltv_realized"),
        _section("One against the other", "採算", "payback ltv_cac ltv_cac_cohort"),
    )),
    Pack("d2c", "Subscriptions to consumers: the flywheel", "D2C・フライホイール", "R156", (
        _section("Acquisition", "獲得", "cac leads lead_to_win_rate"),
        _section("Activation", "活性化", "onboarding_rate onboarding_time "
                 "reached.MILESTONE"),
        _section("Retention", "継続", "logo_retention logo_churn renewal_rate waiting_time"),
        _section("Expansion", "拡張", "expansion_rate cross_sell_arr arpa"),
        _section("Advocacy: leads by channel, referrals among them", "推奨 (紹介を含む流入元)",
                 "leads.CHANNEL"),
    )),
    Pack("channels", "Channels", "チャネル", "R154", (
        _section("Volume and contribution", "構成比・貢献比", "leads.CHANNEL lead_share.CHANNEL "
                 "wins.CHANNEL win_share.CHANNEL bookings_share.CHANNEL"),
        _section("Rates", "転換率", "mql_rate.CHANNEL opportunity_rate.CHANNEL win_rate.CHANNEL "
                 "lead_to_win_rate.CHANNEL no_show_rate.CHANNEL"),
        _section("Money", "費用対効果", "spend.CHANNEL cost_per_lead.CHANNEL cost_per_mql.CHANNEL "
                 "cost_per_sql.CHANNEL cost_per_order.CHANNEL roas.CHANNEL roi.CHANNEL"),
    )),
    Pack("coordination", "How teams work together", "部門間連携", "R149", (
        _section("Promises", "SLA", "service_level_kept neglected"),
        _section("Handoffs", "引き継ぎ", "handoffs acceptance_rate handoff_defect_rate "
                 "accepted_per_return return_rate rework_hours ping_pong"),
        _section("Records", "データ", "duplicate_rate record_age recycle_rate"),
    )),
    Pack("retention", "Retention", "継続", "R151", (
        _section("Customers", "顧客数", "customers logo_churn logo_retention renewal_rate"),
        _section("Money", "金額", "revenue_churn grr nrr expansion_rate expansion_arr"),
    )),
    Pack("handoff.marketing_to_inside_sales", "Handoff: marketing to inside sales (weekly)",
         "引き継ぎ: マーケティング→インサイドセールス (週次)", "R044",
         (_section("", "", "mql conversation_rate duplicate_rate"),)),
    Pack("handoff.inside_to_field_sales", "Handoff: inside to field sales (weekly)",
         "引き継ぎ: インサイドセールス→フィールドセールス (週次)", "R044",
         (_section("", "", "sal_rate no_show_rate"),)),
    Pack("handoff.field_sales_to_customer_success",
         "Handoff: field sales to customer success (monthly)",
         "引き継ぎ: フィールドセールス→カスタマーサクセス (月次)", "R044",
         (_section("", "", "onboarding_rate onboarding_time"),)),
)  # fmt: skip

PACKS: Mapping[str, Pack] = MappingProxyType({pack.id: pack for pack in _ALL})


def pack(name: str) -> Pack:
    """A pack by its id.

    Raises:
        UnknownPackError: with the nearest ids.

    Example:
        >>> pack("scorecard.inside_sales").kpis[0]
        'service_level_kept'
    """
    if name in PACKS:
        return PACKS[name]
    raise UnknownPackError(f"no pack {name!r}.{meant(name, PACKS)} Packs are: {', '.join(PACKS)}.")


def kpis_of(names: Iterable[str], definitions: Mapping[str, str] | None = None) -> list[str]:
    """The ids of several packs, each once.

    Args:
        names: of the packs.
        definitions: the choices in force; see `in_force`.

    Raises:
        UnknownPackError: one of them is none.
    """
    found = (kpi for name in names for kpi in pack(name).kpis)
    return list(dict.fromkeys(in_force(found, definitions or {})))


def in_force(kpis: Iterable[str], definitions: Mapping[str, str]) -> list[str]:
    """Ids, rates by cohort instead of by period where the scenario counts so (R226).

    Example:
        >>> in_force(["leads", "win_rate"], {"ratios": "cohort"})
        ['leads', 'win_rate_cohort']
    """
    if definitions.get("ratios") != "cohort":
        return list(kpis)
    known = registry()
    rates = {f"{kpi}_cohort" for kpi in known if kpi.endswith("_rate")} & set(known)
    return [f"{kpi}_cohort" if f"{kpi}_cohort" in rates else kpi for kpi in kpis]
