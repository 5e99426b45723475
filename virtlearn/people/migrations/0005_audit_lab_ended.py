"""Ends of labs in the audit log; PostgreSQL refuses to empty the log too, which no row's trigger sees."""

from django.db import migrations, models

statement = """CREATE TRIGGER people_audit_no_truncate BEFORE TRUNCATE ON people_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION people_audit_refuse()"""


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER people_audit_no_truncate ON people_auditentry")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_audit_log"),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('terminal.watched', 'came into the terminals, to watch'), ('terminal.typed', 'came into the terminals, and may type there'), ('lab.ended', 'ended the running lab'), ('class.seen', 'saw the progress in a lab'), ('account.seen', 'opened the page of the account'), ('account.added', 'made the account'), ('role.changed', 'changed the role'), ('password.set', 'set a one-time password'), ('account.exported', 'took a copy of all that is kept'), ('account.erased', 'erased the account'), ('guest.merged', 'took over what was done as a guest'), ('retention.done', 'removed what was too old')], max_length=20),
        ),
        migrations.RunPython(refuse, allow),
    ]
