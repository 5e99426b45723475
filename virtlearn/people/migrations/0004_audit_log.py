"""The audit log, and triggers that refuse to change it or to remove an entry of it."""

import django.utils.timezone
from django.db import migrations, models

message = "the audit log is never changed"

sqlite = [
    f"""CREATE TRIGGER people_audit_no_{verb.lower()} BEFORE {verb} ON people_auditentry
        BEGIN SELECT RAISE(ABORT, '{message}'); END"""
    for verb in ("UPDATE", "DELETE")
]
postgresql = [
    f"""CREATE FUNCTION people_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
    """CREATE TRIGGER people_audit_no_change BEFORE UPDATE OR DELETE ON people_auditentry
       FOR EACH ROW EXECUTE FUNCTION people_audit_refuse()""",
]
postgresql_back = [
    "DROP TRIGGER IF EXISTS people_audit_no_change ON people_auditentry",
    "DROP FUNCTION IF EXISTS people_audit_refuse()",
]


def refuse(apps, schema_editor):
    """Without parameters, so that a sign of per cent would be none of theirs."""
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in postgresql_back:
            schema_editor.execute(statement, params=None)
    # In SQLite the triggers go with the table.


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_heads"),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('action', models.CharField(choices=[('terminal.watched', 'came into the terminals, to watch'), ('terminal.typed', 'came into the terminals, and may type there'), ('class.seen', 'saw the progress in a lab'), ('account.seen', 'opened the page of the account'), ('account.added', 'made the account'), ('role.changed', 'changed the role'), ('password.set', 'set a one-time password'), ('account.exported', 'took a copy of all that is kept'), ('account.erased', 'erased the account'), ('guest.merged', 'took over what was done as a guest'), ('retention.done', 'removed what was too old')], max_length=20)),
                ('actor', models.BigIntegerField(null=True)),
                ('subject', models.BigIntegerField(null=True)),
                ('detail', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'at'], name='people_audit_subject'), models.Index(fields=['at'], name='people_audit_at')],
            },
        ),
        migrations.RunPython(refuse, allow),
    ]
