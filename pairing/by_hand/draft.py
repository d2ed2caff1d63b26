"""A plan under change by hand: steps made, undone and made again, and the plan and the directives that come of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.assemble import contacts_table, leader_link_rows, pairs_table, unit_link_rows
from pairing.by_hand.judge import judge, rule_title
from pairing.by_hand.position import Position, position_of
from pairing.by_hand.steps import Ban, Done, Lead, LeadLock, Link, Lock
from pairing.changes import changes, has_previous
from pairing.contacts import Contacts
from pairing.directives import Directive, appended
from pairing.errors import PlanError
from pairing.plan import GoalValue, Plan, PlanTables
from pairing.plan_positions import resolve
from pairing.points import contains
from pairing.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.by_hand.judge import Verdict
    from pairing.by_hand.position import LeaderLink, Pair
    from pairing.by_hand.steps import LeadIds, Step
    from pairing.codes import Codes
    from pairing.county import County
    from pairing.directives import DirectiveKind
    from pairing.rules import Rules

    Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Draft:
    """positions  one more than ``done``: the plan before the first step and after each
    undone  steps taken back, the last of them first to be made again
    """

    plan: Plan
    positions: tuple[Position, ...]
    done: tuple[Done, ...] = ()
    undone: tuple[Done, ...] = ()

    @property
    def now(self) -> Position:
        """How the plan stands after the last step."""
        return self.positions[-1]

    def judge(self, step: Step) -> Verdict:
        """What a step would do. Raises CallError where it names somebody whom the lists do not have."""
        return judge(self.now, step)

    def make(self, step: Step, who: str = "", when: datetime | None = None) -> Draft:
        """Make a step; steps that were undone are forgotten. Raises PlanError where a hard rule refuses it, with the
        rule's name."""
        moment = (when or datetime.now().astimezone()).isoformat(timespec="seconds")
        return replace(self._made(Done(step, who, moment)), undone=())

    def replayed(self, done: tuple[Done, ...], undone: tuple[Done, ...]) -> Draft:
        """The draft with kept steps made again. Raises PlanError or CallError where the lists no longer allow one."""
        draft = self
        for each in done:
            draft = draft._made(each)
        return replace(draft, undone=undone)

    def undo(self) -> Draft:
        """The draft before its last step; the same draft where there is none."""
        if not self.done:
            return self
        *done, last = self.done
        return replace(self, positions=self.positions[:-1], done=tuple(done), undone=(*self.undone, last))

    def redo(self) -> Draft:
        """Make the step again that was undone last; the same draft where there is none."""
        if not self.undone:
            return self
        *undone, last = self.undone
        return replace(self._made(last), undone=tuple(undone))

    def _made(self, done: Done) -> Draft:
        verdict = self.judge(done.step)
        if verdict.after is None:
            said = [
                Text("“{rule}”：{how}", "“{rule}”: {how}").fill(rule=rule_title(each.rule), how=each.words)
                for each in verdict.refused
            ]
            raise PlanError(
                Text("不能这样改。{zh}。", "This may not be. {en}.").fill(
                    zh="；".join(text.zh for text in said), en="; ".join(text.en for text in said)
                )
            )
        return replace(self, positions=(*self.positions, verdict.after), done=(*self.done, done))

    def to_plan(self) -> Plan:
        """The plan as it stands. What was proved of the best plan still holds where goals 1 and 2 are as they were."""
        now, county = self.now, self.now.now.county
        tables = PlanTables(self._links(), self._pairs(), self._contacts())
        before = self.plan.summary
        same = tuple(goal.value for goal in before.goals[:2]) == now.goals[:2]
        goals = tuple(
            _goal(goal, value, known=same or place < 2)
            for place, (goal, value) in enumerate(zip(before.goals, now.goals, strict=True))
        )
        bound = goals[2].bound
        changed = changes(county, now.now.rules, now.now.codes, tables) if has_previous(county) else None
        summary = replace(
            before,
            status="optimal" if all(goal.proved for goal in goals) else "feasible",
            stop_reason="user",
            goals=goals,
            gap=None if not bound else (bound - goals[2].value) / abs(bound),
            coverage=now.coverage,
            changes=None if changed is None else int(changed["counted"].sum()),
            version=version("pairing"),
            made_at=self.done[-1].when if self.done else before.made_at,
            trace=(),
        )
        return Plan(tables.links, tables.pairs, tables.contacts, summary, changed)

    def _links(self) -> pd.DataFrame:
        """The plan's links with those given and without those taken by hand; rows that nothing has touched as they were."""
        first, last = self.positions[0], self.now
        touched = [*self._relinked(), *self._leads_changed()]
        locks = first.locked_leads == last.locked_leads
        if not any(len(links) for links in touched) and locks and (first.lead == last.lead).all():
            return self.plan.links
        now, links = last.now, self.plan.links
        (unit, village), (cadre, led) = touched[0].T, touched[2].T
        found = resolve(now.county, self.plan)
        of_unit = ~found.is_leader & (found.link_unit >= 0) & (found.link_village >= 0)
        of_leader = found.is_leader & (found.link_cadre >= 0) & (found.link_village >= 0)
        stay = np.ones(len(links), bool)
        stay[of_unit] = now.linked[found.link_unit[of_unit], found.link_village[of_unit]]
        keys = now.values.link_key(found.link_cadre, found.link_village)
        stay[of_leader] = contains(now.lead_keys, keys[of_leader])
        lead = last.lead[village] == unit
        given = [
            unit_link_rows(now.county, now.values, now.orders, unit, village, lead),
            leader_link_rows(now.county, now.values, now.orders, cadre, led),
        ]
        table = pd.concat([links[stay], *(rows for rows in given if len(rows))], ignore_index=True)
        at = np.concatenate([found.link_village[stay], village, led])
        owner = np.concatenate([np.where(of_unit, found.link_unit, -1)[stay], unit, np.full(len(cadre), -1)])
        leader = np.concatenate(
            [np.where(of_leader, found.link_cadre, -1)[stay], np.full(len(unit), -1), cadre]
        )
        # A village that lost its lead unit has another; all others keep theirs.
        moved = (owner >= 0) & (first.lead[at] != last.lead[at])
        roles, locked = table["role"].to_numpy(object).copy(), table["locked"].to_numpy(bool).copy()
        roles[moved] = np.where(last.lead[at[moved]] == owner[moved], "lead", "assist")
        bound = now.orders.pinned_leaders.keys() | last.locked_leads
        for row in np.flatnonzero(leader >= 0):
            locked[row] = (int(leader[row]), int(at[row])) in bound
        table = table.assign(role=roles, locked=locked)
        order = np.lexsort((table["unit"], table["role"] != "lead", table["kind"] != "unit", at))
        return table.iloc[order].reset_index(drop=True)

    def _relinked(self) -> tuple[Ints, Ints]:
        """[K, 2] (unit, village) of links given by hand, and of those taken."""
        before, after = self.positions[0].now.linked, self.now.now.linked
        return np.argwhere(after & ~before), np.argwhere(before & ~after)

    def _leads_changed(self) -> tuple[Ints, Ints]:
        """[K, 2] (cadre, village) of leader links given by hand, and of those taken."""
        before, after = self.positions[0].leads, self.now.leads
        given, taken = sorted(after - before), sorted(before - after)
        return np.array(given, np.int64).reshape(-1, 2), np.array(taken, np.int64).reshape(-1, 2)

    def _pairs(self) -> pd.DataFrame:
        now = self.now.now
        rows = [(c, h, k) for h, cadres in self.now.ranked.items() for k, c in enumerate(cadres, start=1)]
        cadre, household, order = np.array(rows, np.int64).reshape(-1, 3).T
        table = pairs_table(now.county, now.codes, now.values, now.orders, cadre, household, order)
        by_household = np.lexsort((order, household))
        locked = [(int(c), int(h)) in self.now.locked for c, h in zip(cadre, household, strict=True)]
        table["locked"] |= np.array(locked, bool)[by_household]
        return table

    def _contacts(self) -> pd.DataFrame:
        now = self.now
        household = np.flatnonzero(now.contact >= 0)
        via = now.via.copy()
        via[now.pairs_of_household > 0] = "pair"
        contacts = Contacts(household, now.contact[household].astype(np.int64), via[household])
        return contacts_table(now.now.county, contacts)

    def county_to_solve(self) -> County:
        """The lists with what was locked, banned and linked by hand as directives, for solving the rest anew."""
        wanted = [self._directive("pin", pair) for pair in sorted(self.now.locked)]
        wanted += [self._directive("ban", pair) for pair in sorted(self.now.banned)]
        given, taken = self._relinked()
        wanted += [self._link_directive("pin", u, v) for u, v in given.tolist()]
        wanted += [self._link_directive("ban", u, v) for u, v in taken.tolist()]
        led, left = ({(c, v) for c, v in links.tolist()} for links in self._leads_changed())
        led = (led | self.now.locked_leads) - self.now.now.orders.pinned_leaders.keys()
        wanted += [self._lead_directive("pin", link) for link in sorted(led)]
        wanted += [self._lead_directive("ban", link) for link in sorted(left)]
        return appended(self.now.now.county, wanted)

    def _directive(self, kind: DirectiveKind, pair: Pair) -> Directive:
        """The pair as an order, with who asked for it, when and why."""
        done = self._said(kind, pair)
        why = done.step.why if done else ""
        return Directive(
            kind,
            why or ("手工锁定" if kind == "pin" else "手工回避"),
            cadre=pair[0],
            household=pair[1],
            who=done.who if done else None,
            when=done.when[:10] if done else None,
        )

    def _link_directive(self, kind: DirectiveKind, unit: int, village: int) -> Directive:
        """The link as an order, with who asked for it, when and why."""
        county = self.now.now.county
        key = (str(county.units["name"].iat[unit]), str(county.villages["code"].iat[village]))
        done = next(
            d
            for d in reversed(self.done)
            if isinstance(d.step, Link) and (d.step.unit, d.step.village) == key
        )
        why = done.step.why or ("手工联村" if kind == "pin" else "手工收回联村")
        return Directive(kind, why, unit=unit, village=village, who=done.who, when=done.when[:10])

    def _lead_directive(self, kind: DirectiveKind, link: LeaderLink) -> Directive:
        """The leader's link as an order, with who asked for it, when and why; nobody where an earlier draft locked it."""
        county = self.now.now.county
        key = (str(county.cadres["cadre_id"].iat[link[0]]), str(county.villages["code"].iat[link[1]]))
        done = next((d for d in reversed(self.done) if key in _leads_asked(d.step, kind)), None)
        why = (done.step.why if done else "") or ("手工领导联村" if kind == "pin" else "手工收回领导联村")
        who, when = (done.who, done.when[:10]) if done else (None, None)
        return Directive(kind, why, cadre=link[0], village=link[1], who=who, when=when)

    def _said(self, kind: DirectiveKind, pair: Pair) -> Done | None:
        """The last step that locked (pin) or banned the pair; None for a lock of an earlier draft."""
        county = self.now.now.county
        cadre = str(county.cadres["cadre_id"].iat[pair[0]])
        household = str(county.households["household_id"].iat[pair[1]])
        for done in reversed(self.done):
            step = done.step
            if kind == "pin" and isinstance(step, Lock) and (household, cadre) in step.pairs:
                return done
            if kind == "ban" and isinstance(step, Ban) and (step.household, step.cadre) == (household, cadre):
                return done
        return None


def draft_of(county: County, rules: Rules, codes: Codes, plan: Plan) -> Draft:
    """Begin to change a plan by hand."""
    return Draft(plan, (position_of(county, rules, codes, plan),))


def _leads_asked(step: Step, kind: DirectiveKind) -> tuple[LeadIds, ...]:
    """The leader links that the step gives or locks (pin), or ends (ban)."""
    if isinstance(step, Lead):
        return step.given if kind == "pin" else step.gone
    return ((step.cadre, step.village),) if isinstance(step, LeadLock) and step.on and kind == "pin" else ()


def _goal(goal: GoalValue, value: int, *, known: bool) -> GoalValue:
    bound = goal.bound if known else None
    return GoalValue(goal.name, value, bound, value == bound)
