#!/bin/sh
# Brings the script of the lesson, and a directory for it. Twice does no harm.
mkdir -p /srv/box
cat >/usr/local/bin/within <<'END'
#!/usr/bin/perl
# within DIR COMMAND…: a process that may make and write files below DIR alone.
use strict;
my ($dir, @command) = @ARGV;
my $rights = 1 << 1 | 1 << 8;    # write a file, make a file
opendir(my $allowed, $dir) or die "within: $dir: $!\n";
my $rules = syscall(444, pack("Q", $rights), 8, 0);    # landlock_create_ruleset
my $rule = pack("Ql", $rights, fileno $allowed);
$rules >= 0 or die "within: this kernel has no Landlock: $!\n";
syscall(445, $rules, 1, $rule, 0) and die "within: $!\n";    # landlock_add_rule
syscall(157, 38, 1, 0, 0, 0);                                # no new privileges
syscall(446, $rules, 0) and die "within: $!\n";              # landlock_restrict_self
exec @command;
END
chmod 755 /usr/local/bin/within
