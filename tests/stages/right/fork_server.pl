#!/usr/bin/env perl
# fork_server.pl PORT: a right echo server of stages 01 and 03 that starts a process for every connection, as inetd
# did. Perl's own modules only.
use strict;
use warnings;
use IO::Socket::INET;

my $listener = IO::Socket::INET->new(
    LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], Proto => 'tcp', Listen => 1024, ReuseAddr => 1
) or die "listen: $!\n";
$SIG{CHLD} = 'IGNORE';    # nobody asks how a client was served: no zombies (man 2 sigaction)
$SIG{PIPE} = 'IGNORE';

sub send_all {
    my ($client, $bytes) = @_;
    while (length $bytes) {
        my $sent = syswrite $client, $bytes;
        return 0 unless defined $sent;
        substr($bytes, 0, $sent, '');
    }
    return 1;
}

while (1) {
    my $client = $listener->accept or next;    # a client that has left already is no reason to end
    my $child = fork;
    if (defined $child && $child == 0) {
        close $listener;
        my $bytes;
        while (sysread $client, $bytes, 65_536) { send_all($client, $bytes) or last; }
        exit 0;
    }
    close $client;
}
