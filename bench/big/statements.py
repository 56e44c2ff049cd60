"""What is loaded, as statements that the database makes the rows of itself. `%(people)s` is how many people.

Person `i` has the key FAR + i, the i-th application and (of those that were issued) the i-th slip too; the
activities of a person are FAR + 5 i to FAR + 5 i + 4. What is dealt out follows from the number, so that both
sides have the same mixture.
"""

FAR = 10_000_000  # above every key that the officers have

# Of twenty cases in a row, as in the last week before a deadline: on a department's route and on a city's.
PROVINCIAL = (
    ("issued",) * 5
    + ("issue", "verification", "verification", "verification", "filing")
    + ("confirmation",) * 4
    + ("notice",)
    + ("notice.open",) * 3
    + ("initial_review",) * 2
)
CITY = tuple({"confirmation": "verification", "filing": "issue"}.get(one, one) for one in PROVINCIAL)


def _array(words: tuple[str, ...]) -> str:
    return "ARRAY[" + ",".join(f"'{word}'" for word in words) + "]"


SINCE = "timestamptz '2020-05-05 09:00+08'"
# Where an application stands: neighbours in a unit stand elsewhere.
STATE = (
    f"""(CASE WHEN u.department IS NULL THEN {_array(CITY)} ELSE {_array(PROVINCIAL)} END)[1 + i * 7 %% 20]"""
)
PEOPLE = f"""FROM big_unit u CROSS JOIN LATERAL generate_series(u.first, u.last - 1) i
    CROSS JOIN LATERAL (SELECT {FAR} + i AS pk) p"""

PERSONS = f"""INSERT INTO registry_professional (id, public_id, name, name_key, identity_type, identity_number,
    identity_index, identity_masked, phone, degree, title_series, title_level, created_at)
    SELECT p.pk, gen_random_uuid(), n.name, n.key, 'resident_card', s.sealed,
        encode(sha256(i::text::bytea), 'hex'), s.masked, '', 'bachelor', 'engineering', 'intermediate', {SINCE}
    {PEOPLE} JOIN big_name n ON n.n = abs(hashint4(i)::bigint) %% 20000 JOIN big_number s ON s.n = i %% 1000"""
PLACES = f"""INSERT INTO registry_employment (id, public_id, state, position, staff_number, valid_from, reason,
    organisation_id, professional_id)
    SELECT p.pk, gen_random_uuid(), 'confirmed', (ARRAY['规划所','信息中心','急诊科','教务处'])[1 + i %% 4],
        lpad(i::text, 7, '0'), date '2012-07-01', '', u.unit, p.pk {PEOPLE}"""
LOGINS = f"""INSERT INTO registry_user (id, public_id, password, username, display_name, email, is_active,
    must_change_password, failed_attempts, created_at, professional_id)
    SELECT p.pk, gen_random_uuid(), '!', 'p' || i, n.name, '', true, false, 0, {SINCE}, p.pk
    {PEOPLE} JOIN big_name n ON n.n = abs(hashint4(i)::bigint) %% 20000"""
MESSAGES = f"""INSERT INTO registry_message (id, public_id, kind, subject, body, link, created_at, read_at,
    thread, by_mail, recipient_id)
    SELECT p.pk, gen_random_uuid(), 'case', '您的认定申请有新进展', '请登录查看。', '', {SINCE},
        CASE WHEN i %% 3 > 0 THEN {SINCE} END, 'one:' || i, 'never', p.pk {PEOPLE}"""

# Of twenty records twelve are approved, six wait, one was returned, one is a draft.
RECORD = f"""{PEOPLE} CROSS JOIN generate_series(0, 4) k CROSS JOIN LATERAL (SELECT {FAR}::bigint + i * 5::bigint + k AS record,
    (i * 31 + k * 17) %% 20 AS dealt, {SINCE} - make_interval(mins => (i * 37 + k * 11) %% 200000) AS moment) r
    JOIN big_fact f ON f.year = 2015 + k AND f.n = (i * 5 + k * 7) %% 24"""
RECORDS = f"""INSERT INTO registry_activity (id, public_id, kind, title, facts, note, course_answer, state, version,
    edit, first_date, is_professional_subject, is_public_subject, submitted_at, decided_at, created_at, updated_at,
    organisation_id, professional_id)
    SELECT r.record, gen_random_uuid(), f.kind, f.title, f.facts, '', '',
        CASE WHEN dealt < 12 THEN 'approved' WHEN dealt < 18 THEN 'submitted' WHEN dealt = 18 THEN 'returned'
            ELSE 'draft' END,
        (dealt < 19)::int, 1 + (dealt < 19)::int, f.first_date, NOT f.public, f.public,
        CASE WHEN dealt < 19 THEN moment END, CASE WHEN dealt < 12 THEN moment END, moment, moment,
        CASE WHEN dealt < 19 THEN u.unit END, p.pk {RECORD}"""
AWARDS = f"""INSERT INTO registry_award (year, subject, hours, deemed, clause, rule, why, policy, policy_sha256,
    ledger, again, held, activity_id, professional_id)
    SELECT a.year, a.subject, a.hours, a.deemed, a.clause, a.rule, a.why, s.policy, s.sha256, '', false, false,
        r.record, p.pk
    {RECORD} JOIN big_award a ON a.year = f.year AND a.n = f.n CROSS JOIN big_slip s"""
DECISIONS = f"""INSERT INTO registry_activityreview (version, stage, decision, reasons, text, at, activity_id,
    reviewer_id, person_id)
    SELECT 1, 'initial_review', 'approve', '[]', '', moment, r.record, u.clerk, u.clerk_person
    {RECORD} WHERE dealt < 12"""
YEARS = f"""INSERT INTO certification_personyear (year, state, public_hours, professional_hours, missing_public,
    missing_professional, registered, organisation_id, professional_id)
    SELECT y, CASE WHEN (i + y) %% 5 = 0 THEN 'short' ELSE 'met' END, 30, 60, CASE WHEN (i + y) %% 5 = 0 THEN 10
        ELSE 0 END, 0, false, u.unit, p.pk {PEOPLE} CROSS JOIN unnest(ARRAY[2019, 2025]) y"""

CASE = f"""{PEOPLE} CROSS JOIN LATERAL (SELECT {STATE} AS state) c CROSS JOIN
    LATERAL (SELECT {SINCE} + make_interval(mins => i * 13 %% 86400) AS since) m CROSS JOIN big_slip s"""
CASES = f"""INSERT INTO certification_case (id, public_id, application_year, title_series, title_level, title_name,
    degree, route, wanted, notice_days, span_first, span_last, span_why, policy, policy_sha256, state, round, edit,
    reached_province, submitted_at, state_since, created_at, batch_id, bureau_id, department_id, organisation_id,
    professional_id)
    SELECT p.pk, gen_random_uuid(), 2020, 'engineering', 'senior_associate', '高级工程师', 'bachelor', u.route,
        CASE WHEN u.department IS NULL THEN 'notice' ELSE '' END, 0, 2015, 2019, '2020年度一般认定跨度', s.policy,
        s.sha256, c.state, 1, 2, u.department IS NOT NULL AND c.state IN ('issued', 'issue', 'verification'),
        {SINCE}, m.since, {SINCE}, CASE WHEN c.state IN ('issued', 'issue', 'verification') THEN b.id END,
        u.bureau, u.department, u.unit, p.pk
    {CASE} LEFT JOIN certification_batch b ON b.organisation_id = u.batch"""
CASE_YEARS = f"""INSERT INTO certification_caseyear (year, basis, basis_note, public_hours, professional_hours,
    total_hours, result, details, case_id)
    SELECT y, 'examined', '', 30, 60, 90, 'met', '{{}}', p.pk {PEOPLE} CROSS JOIN generate_series(2015, 2019) y"""
CASE_ITEMS = f"""INSERT INTO certification_caseitem (awards, activity_id, case_id)
    SELECT f.awards, r.record, p.pk {RECORD} WHERE dealt < 18"""
REVIEWS = f"""INSERT INTO certification_review (round, stage, decision, reasons, text, items, at, case_id,
    organisation_id, person_id, reviewer_id)
    SELECT 1, d.stage, 'pass', '[]', '', '[]', m.since, p.pk, u.unit, d.person, d.reviewer
    {CASE} CROSS JOIN LATERAL (VALUES ('initial_review', u.clerk_person, u.clerk),
        ('confirmation', u.head_person, u.head)) d (stage, person, reviewer)
    WHERE c.state <> 'initial_review' AND (d.stage = 'initial_review'
        OR u.department IS NOT NULL AND c.state IN ('issued', 'issue', 'verification', 'filing'))"""
MOVES = f"""INSERT INTO certification_transition (id, action, from_state, to_state, actor, actor_label, office_label,
    reason, at, case_id)
    SELECT {FAR} + i * 2 + t.n, t.action, t.before, t.after, '', t.label, u.name, '',
        {SINCE} + make_interval(days => t.n * (1 + i %% 9)), p.pk
    {CASE} CROSS JOIN (VALUES (0, 'submit', 'draft', 'initial_review', '本人'),
        (1, 'initial_review.pass', 'initial_review', 'notice', '经办')) t (n, action, before, after, label)
    WHERE t.n = 0 OR c.state <> 'initial_review'"""
STAYS = f"""INSERT INTO certification_stagestay (year, stage, days, case_id, organisation_id, left_by_id, office_id,
    workdays)
    SELECT 2020, 'initial_review', 1 + i %% 9, p.pk, u.unit, {FAR} + i * 2 + 1, u.unit, 1 + i %% 7
    {CASE} WHERE c.state <> 'initial_review'"""
SLIPS = f"""INSERT INTO certification_slip (id, public_id, certificate, year, sequence, number, check_code,
    span_first, span_last, content, content_sha256, state, state_reason, issued_at, pdf_name, pdf_sha256, pdf_size,
    case_id, issued_by_id, professional_id)
    SELECT {FAR} + serial, gen_random_uuid(), '', 2020, serial, '湘认2020' || lpad(serial::text, 7, '0'), 'K7M2P4RT',
        2015, 2019, content || jsonb_build_object('number', '湘认2020' || lpad(serial::text, 7, '0'), 'name', name,
        'identity', masked, 'unit', unit), '', 'valid', '', since, '', '', 0, pk, province, pk
    FROM (SELECT row_number() OVER (ORDER BY m.since, p.pk) AS serial, p.pk, m.since, n.name, u.name AS unit,
            n.identity_masked AS masked, s.content, s.province
        {CASE} JOIN registry_professional n ON n.id = p.pk WHERE c.state = 'issued') found"""
NOTICES = """INSERT INTO certification_notice (id, public_id, application_year, title, text, contact, working_days,
    state, edit, frozen, frozen_sha256, pdf_name, pdf_sha256, pdf_struck, published_at, last_day, ends_at,
    withdrawn_reason, annulled_reason, created_at, created_by_id, organisation_id, published_by_id)
    SELECT e.notice, gen_random_uuid(), 2020, u.name || '2020年度继续教育合格人员名单公示', '现予公示。',
        '组织人事处 0731-84900000', 5, 'open', 1, jsonb_build_object('title', u.name
        || '2020年度继续教育合格人员名单公示', 'text', '现予公示。', 'contact', '组织人事处 0731-84900000',
        'working_days', 5, 'application_year', 2020, 'unit', u.name, 'unit_of_hours', 'hour', 'published_at',
        (now() - interval '1 day')::text, 'last_day', (current_date + 9)::text, 'entries', '[]'::jsonb),
        '', '', '', 0, now() - interval '1 day' - make_interval(secs => e.notice %% 80000), current_date + 9,
        now() + interval '9 days', '', '', now() - interval '2 days', u.clerk, u.unit, u.clerk
    FROM (SELECT DISTINCT notice, unit FROM big_entry) e JOIN big_unit u USING (unit)"""
ENTRIES = """INSERT INTO certification_noticeentry (public_id, position, snapshot, taken_out_reason, case_id,
    notice_id)
    SELECT gen_random_uuid(), e.position, jsonb_build_object('position', e.position, 'name', p.name, 'identity',
        p.identity_masked, 'unit', u.name, 'title', '高级工程师', 'series', '工程技术人员', 'level', '副高级',
        'span', '[2015, 2019]'::jsonb, 'years', '[]'::jsonb), '', e.pk, e.notice
    FROM big_entry e JOIN big_unit u USING (unit) JOIN registry_professional p ON p.id = e.pk"""
# Who hangs together: a thousand of a unit on a notice; in a small province everybody, so that its pages are
# full too.
HANG = f"""CREATE TABLE big_entry AS SELECT unit, pk, {FAR} + dense_rank() OVER (ORDER BY unit, (place - 1) / 1000)
        AS notice, 1 + (place - 1) %% 1000 AS position
    FROM (SELECT u.unit, p.pk, row_number() OVER (PARTITION BY u.unit ORDER BY i) AS place
        {CASE} WHERE c.state = 'notice.open' OR %(people)s <= 1000) hung"""
LOG = f"""INSERT INTO registry_auditentry (number, at, actor, actor_label, seat, seat_label, action, subject_type,
    subject, subject_label, context_type, context, before, after, reason, request_id, hash)
    SELECT {FAR} + i * 2 + t.n, {SINCE} + make_interval(secs => i * 2 + t.n), w.public_id::text, w.display_name, '',
        u.name, t.action, t.kind, CASE t.n WHEN 0 THEN a.public_id ELSE c.public_id END::text,
        CASE t.n WHEN 0 THEN a.title ELSE n.name || ' · 2020' END, 'professional', n.public_id::text, t.before, t.after,
        '', '', encode(sha256((i * 2 + t.n)::text::bytea), 'hex')
    {PEOPLE} JOIN registry_professional n ON n.id = p.pk JOIN certification_case c ON c.id = p.pk
    JOIN registry_activity a ON a.id = {FAR} + i * 5 JOIN registry_user w ON w.id = u.clerk
    CROSS JOIN (VALUES (0, 'activity.approved', 'activity', '{{"state": "submitted"}}'::jsonb, '{{"state": "approved"}}'::jsonb),
        (1, 'case.passed', 'case', '{{"state": "initial_review"}}', '{{"state": "notice"}}'))
        t (n, action, kind, before, after)"""
SEQUENCE = """INSERT INTO certification_slipsequence (certificate, year, last)
    SELECT '', 2020, count(*) FROM certification_slip"""
BATCHES = """INSERT INTO certification_batch (public_id, route, application_year, name, note, file_name, stored_name,
    sha256, mime, state, edit, created_at, filed_at, created_by_id, filed_by_id, organisation_id)
    SELECT gen_random_uuid(), 'provincial', 2020, '2020年报送批次', '', '', '', '', '', 'filed', 1, now(), now(), head,
        head, batch FROM (SELECT DISTINCT batch, head FROM big_unit WHERE batch IS NOT NULL) b"""

# Two connections at once: what stands in a line waits for the line before it.
FIRST = (("batches", BATCHES), ("people", PERSONS), ("hang", HANG))
TURNS = (
    (
        ("records", RECORDS),
        ("decisions", DECISIONS),
        ("case-items", CASE_ITEMS),
        ("reviews", REVIEWS),
    ),
    (
        ("places", PLACES),
        ("logins", LOGINS),
        ("cases", CASES),
        ("moves", MOVES),
        ("stays", STAYS),
        ("slips", SLIPS),
        ("sequence", SEQUENCE),
        ("notices", NOTICES),
        ("entries", ENTRIES),
        ("messages", MESSAGES),
        ("years", YEARS),
        ("case-years", CASE_YEARS),
        ("awards", AWARDS),
    ),
)
LAST = (("log", LOG),)
