# For every interactive shell in the guest.
# The first one is as old as the template: the name of the machine and the seed of $RANDOM are what
# they were then, until it has woken up.
prompt_ready() {
    read -r HOSTNAME </proc/sys/kernel/hostname
    [ -e /run/starts ] || return
    RANDOM=$SRANDOM
    PROMPT_COMMAND='read -r HOSTNAME </proc/sys/kernel/hostname'
}
PROMPT_COMMAND=prompt_ready
PS1='\u@$HOSTNAME:\w\$ '
HISTCONTROL=ignoredups
alias ls='ls --color=auto' grep='grep --color=auto'
