# Starts Slurm on this machine alone, as one node, for tests of `sweep --on slurm`; nothing where it runs already.
# It takes Debian's packages, and root, as tests/debian.sh does.
set -e
sinfo --noheader > /dev/null 2>&1 && exit 0
sh "$(dirname "$0")/debian.sh" "command -v slurmctld" slurm-wlm "command -v munged" munge
node=$(hostname -s)
mkdir -p /etc/slurm /var/spool/slurmctld /var/spool/slurmd /var/log/slurm /run/munge
cat > /etc/slurm/slurm.conf << CONF
ClusterName=tests
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd
SlurmctldLogFile=/var/log/slurm/slurmctld.log
SlurmdLogFile=/var/log/slurm/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=tests Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:4
CONF
test -s /etc/munge/munge.key || mungekey --create
chown -R munge: /run/munge /etc/munge
pgrep -x munged > /dev/null || runuser -u munge -- munged
pgrep -x slurmctld > /dev/null || slurmctld
pgrep -x slurmd > /dev/null || slurmd
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    sinfo --noheader --states idle,mixed,allocated 2> /dev/null | grep -q . && exit 0
    sleep 1
done
echo "Slurm does not start on this machine; /var/log/slurm says why" >&2
exit 1
