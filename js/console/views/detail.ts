/** One session in full: sources, target, filter with its rules, tags. */

import type { TrafficMirrorFilterRule } from "alicloud-traffic-mirror";
import { html, nothing, type TemplateResult } from "lit";
import type { Context } from "../context.js";
import { dateTime } from "../i18n/language.js";
import { badge, facts } from "./parts.js";

export function detail(context: Context): TemplateResult | typeof nothing {
  const { words, feed, deletions, opened } = context;
  const { t } = words;
  const session = opened && (feed.session(opened) ?? deletions.leaving.get(opened));
  if (!session) {
    return nothing;
  }
  const filter = feed.filters.get(session.TrafficMirrorFilterId ?? "");
  const name = session.TrafficMirrorSessionName || t.unnamed;
  const targetType: Record<string, string> = {
    NetworkInterface: t.targetInterface,
    SLB: t.targetBalancer,
  };
  return html`<aside class="detail" aria-labelledby="detail-title">
    <div class="head">
      <h3 id="detail-title" tabindex="-1"><bdi>${name}</bdi></h3>
      <button type="button" class="quiet" @click=${() => context.open(undefined)}>${t.close}</button>
    </div>
    <p><code class="id">${session.TrafficMirrorSessionId}</code></p>
    ${facts([
      [t.columnState, badge(words, session.TrafficMirrorSessionStatus)],
      [t.columnMirroring, session.Enabled ? t.on : t.off],
      [t.description, session.TrafficMirrorSessionDescription],
      [t.columnSources, session.TrafficMirrorSourceIds.map((id) => html`<code>${id}</code>`)],
      [
        t.columnTarget,
        html`<code>${session.TrafficMirrorTargetId}</code>
          <span class="muted"
            >${Object.hasOwn(targetType, session.TrafficMirrorTargetType ?? "") ? targetType[session.TrafficMirrorTargetType ?? ""] : session.TrafficMirrorTargetType}</span
          >`,
      ],
      [t.priority, session.Priority],
      [t.vni, session.VirtualNetworkId],
      [t.packetLength, session.PacketLength],
      [t.columnCreated, dateTime(words, session.CreationTime)],
      [t.resourceGroup, session.ResourceGroupId && html`<code>${session.ResourceGroupId}</code>`],
      [
        t.tags,
        session.Tags.length === 0
          ? nothing
          : session.Tags.map(
              ({ Key, Value }) => html`<span class="chip">${Key}${Value ? `: ${Value}` : nothing}</span>`,
            ),
      ],
    ])}
    <h4>${t.columnFilter}: <bdi>${feed.filterName(session.TrafficMirrorFilterId)}</bdi></h4>
    ${
      filter === undefined
        ? nothing
        : html`${rules(context, t.rulesIngress, filter.IngressRules)}
          ${rules(context, t.rulesEgress, filter.EgressRules)}`
    }
  </aside>`;
}

function rules(
  { words: { t } }: Context,
  title: string,
  all: readonly TrafficMirrorFilterRule[],
): TemplateResult {
  if (all.length === 0) {
    return html`<h5>${title}</h5>
      <p class="muted">${t.noRules}</p>`;
  }
  const sorted = [...all].sort((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0));
  return html`<h5>${title}</h5>
    <div class="scroll" tabindex="0" role="region" aria-label=${title}>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">${t.priority}</th>
            <th scope="col">${t.ruleAction}</th>
            <th scope="col">${t.ruleProtocol}</th>
            <th scope="col">${t.ruleSource}</th>
            <th scope="col">${t.ruleDestination}</th>
          </tr>
        </thead>
        <tbody>
          ${sorted.map(
            (rule) => html`<tr>
              <td>${rule.Priority}</td>
              <td>${rule.Action}</td>
              <td>${rule.Protocol}</td>
              <td>${end(rule.SourceCidrBlock, rule.SourcePortRange)}</td>
              <td>${end(rule.DestinationCidrBlock, rule.DestinationPortRange)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** Addresses, and ports where there are any. */
function end(cidr: string | undefined, ports: string | undefined): TemplateResult {
  return html`<code>${cidr ?? ""}</code>${ports && ports !== "-1/-1" ? html`<br /><code>${ports}</code>` : nothing}`;
}
