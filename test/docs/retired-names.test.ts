import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** These files may contain retired names: the changelog maps old to new names, and this test lists them. */
const EXCLUDED = ['CHANGELOG.md', 'test/docs/retired-names.test.ts'];

/**
 * Names that a rename replaced. Each is specific enough that no text needs it for another purpose. A name also matches
 * as part of a longer hyphenated or dotted name, but not as part of a longer word.
 */
const RETIRED = {
  'decision outcomes, problem codes and statuses': `
    not-ours owner-cut-off cut-off cant-say cannot-say unprobed
    refused refuses refusal Refusal adminRefusalsPerMinute isRefused
    not-restorable audit-not-chained usage-not-kept managed-elsewhere rotation-not-deployed rotation-busy
    rotation-hindered owner-kind-refused no-person schedule-not-offered foreign-format too-soon
    too-many-replacements bad-cursor own-token under-way not-a-key`,
  'audit actions and key events': `
    tenant.changed owner.changed key.changed owner.signed-in owner.cut-off
    rotation.settings-changed rotation.marked rotation.value-drawn rotation.end-set rotation.observed
    rotation.cleared rotation.all-refused rotation.told
    retired-at-limit replaced-at-once secret-holds-dead-key label-moved-by-hand policy-broken edited-by-hand`,
  'fields, options and commands': `
    --known-value-lasts --retire-limit --retire-after-overlap --keep-sessions --without-readers --any-time
    --unnamed /contract.json /admin/v1/watch consumersHaveItAt askedAt valueSince otherValues waitsFor
    knownValueLastsSeconds retireLimitSeconds watchedFrom cutOffOwner planRotations reportPolicyBreaches
    changeKey changeOwner changeTenant cut-off-owners --sabotage`,
  'constructs, settings and environment variables': `
    WatchProps WatchThresholds WatchedKeys PeopleDirectory PeopleSource DirectoryPeople IssuerPeople
    deadMansSignal POSTERN_SIGNAL_PARAMETER POSTERN_NOTICE_BUS NoticeBus timing.run lookEvery lookEveryMinutes
    stuckAfter knownValueLasts retireLimit customerKey deployWithOwnCredentials GivenUp EachDay EveryQuarter
    LeftOut HeldKey cacheSeconds rereadSeconds failuresOfAnAddressAnHour failedPercentFrom`,
  'metrics, log kinds, queries and alarms': `
    DroppedLines GuessesOfOneKey FailuresOfOneAddress DueVisits OverdueVisits RotationWorkDone
    RotationWorkFailed RefusedRotationEvents RotationNotices KeysExpiringUnrotated TestNotices
    AuditChainBehindSeconds AuditChainBroken AdminRefusals audit-chain-behind audit-unlinked rotation-refused
    unreadable-tally who-is-failing decisions-of-a-key actions-of-a-person refused-admin-calls
    rotation-troubles watch-faults usage-faults admin-refusals audit-chain-broken failed-ratio
    notice-dead-letters one-address-failing slow-decisions sweep-missing test-notice unusual-failures
    usage-delivery-broken usage-recording-failing`,
  'files and folders': `
    constructs/watch settle.ts guards.ts held-value.ts next-visit.ts place-value.ts secret-maker.ts
    key-succession.ts decide-on-session.ts do-nothing.ts chain-audit count-keys count-usage format-notice
    local/trials notices.md people.md watch.md`,
  'types and constants': `
    VISIT_SHARDS DUE_SPREAD BETWEEN_STARTS_MS KNOWN_VALUE_LASTS_MS UNTOLD_LIMIT EXPIRY_DAYS SECRET_TROUBLES
    SECRET_MARKS MAKER_LIMIT EVENTS_A_LINK REFUSALS_LOGGED_A_DAY DAYS_A_PAGE AHEAD_MS LATE_MS SETTLE_MS
    LOOKED_THROUGH UNTOLD_USE NOTICE_FORM TO_THROW_AWAY SABOTAGES RefusalFace CredentialPlace CreationToken
    PlacedValue SecretMaker RotationWork TroubleReason ToldNotice AskedSettings FailingThing
    UnexpectedAnswerError BatchAnswer`,
  'functions and locals': `
    untilSettled transitionKey transitionRecord visitShard visitKey visitAtMs nextVisitMs spreadOf doWork
    workThrough isWorkDone tellUntold alsoUntold recordTrouble forgetPassedTrouble troubleWords promotionWords
    refusalWords wordsByOutcome withAsked standingRefusal managedKeyStandingView promotedSeenAtMs
    withoutRemains drawToken placeValue handOver replaceAtOnce deadCurrent endWhatLosesItsLabel refuseAll
    shareSecret allowReaders boundedByRole beyondRoles roleOver theOne isAmong admitting whoAsks forAnyone
    forKeyHolders forPeople documentedFaces ownFaces refusalsOf faceReply takeCensus appendSignOfLife
    faultsOfAnchor smallerRole longestDays remainderOf remainderWith crc32Of unprotectedComplaint alarmsOn
    failedShare answeringProbes wasTaken isFirstLook readAnew otherThan standsInOf isAgreed patiently endWith
    createPause ofNobody lookOn watchElsewhere letGo unlessTaken unforeseen pagesOf itemsOf
    throwAwayApp throwAwayHome throwAwayFolder wasUnused UNUSED_ANSWERS UnusedAnswer unlessMissing
    tally# no-key-was-made change-managed-key deps.pause staleUnless BUSY_PAUSE_MS openSession localSession remoteSession
    cli/session.ts cli/context.ts`,
};

const PHRASES = [
  'There is no such thing here',
  'Something went wrong on our side',
  'The caller is not known',
  'The cursor is not one of ours',
  'The id is taken',
  'The owner is cut off',
  'There is no value to go back to',
  'Something stands in the way',
  'lies in no secret',
  'is none of AWS',
  'this is a mistake in postern',
  'It runs already',
  'Nothing runs here',
  'Keep this value now',
  'caching consumers have it by',
  'nobody can be asked here',
  'owners cut-off',
  'keys change',
  'managed-keys plan',
  'managed-keys breaches',
];

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && !EXCLUDED.includes(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
  // As Git does, treat a file with a NUL byte as binary.
  .filter(({ text }) => !text.includes('\0'));

/** The places where a pattern matches, as `file:line: match`. */
function matchesOf(pattern: RegExp): readonly string[] {
  return files.flatMap(({ file, text }) =>
    [`${file}\n`, text].flatMap((searched) =>
      [...searched.matchAll(pattern)].map(
        ({ 0: match, index }) => `${file}:${searched.slice(0, index).split('\n').length}: ${match}`,
      ),
    ),
  );
}

function alternatives(names: readonly string[]): string {
  return names.map((name) => name.replaceAll(/[.*+?^$()|[\]{}\\]/g, String.raw`\$&`)).join('|');
}

describe('retired names', () => {
  it('are searched in all tracked text files', () => {
    const inContents = matchesOf(/export async function retryOnConflict\b/g);
    const inNames = matchesOf(/retry-on-conflict\.ts$/gm);
    expect(inContents).toEqual([expect.stringContaining('lib/core/retry-on-conflict.ts:')]);
    expect(inNames).toEqual(['lib/core/retry-on-conflict.ts:1: retry-on-conflict.ts']);
  });

  it.each(Object.entries(RETIRED))('do not occur: %s', (_, names) => {
    const listed = alternatives(names.trim().split(/\s+/));
    expect(matchesOf(new RegExp(`(?<![A-Za-z0-9_])(?:${listed})(?![A-Za-z0-9_])`, 'g'))).toEqual([]);
  });

  it('do not occur: phrases of messages', () => {
    const phrase = new RegExp(alternatives(PHRASES).replaceAll(' ', String.raw`\s+`), 'gi');
    expect(matchesOf(phrase)).toEqual([]);
  });
});
