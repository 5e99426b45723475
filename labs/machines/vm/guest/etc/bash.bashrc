# For every interactive shell in the guest.
PS1='\u@\h:\w\$ '
HISTCONTROL=ignoredups
alias ls='ls --color=auto' grep='grep --color=auto'
