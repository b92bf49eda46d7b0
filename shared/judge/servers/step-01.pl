#!/usr/bin/env perl
# A server for step 1 and no further, in Perl: a process for each client.
use strict;
use warnings;
use IO::Socket::INET;

$SIG{CHLD} = 'IGNORE';
my $listener = IO::Socket::INET->new(
    LocalAddr => '127.0.0.1',
    LocalPort => $ENV{PORT},
    Listen    => 512,
    ReuseAddr => 1,
) or die "Cannot listen on $ENV{PORT}: $!\n";

while (1) {
    my $client = $listener->accept or next;
    my $child  = fork;
    die "Cannot fork: $!\n" unless defined $child;
    next if $child;
    close $listener;
    while (sysread $client, my $bytes, 65536) {
        while (length $bytes) {
            my $written = syswrite $client, $bytes or exit;
            substr $bytes, 0, $written, '';
        }
    }
    exit;
}
