"""Configuration of a Slurm cluster of one node, all of it in one folder."""

import secrets
import shutil
import socket
from contextlib import ExitStack
from pathlib import Path

CPUS = 8
"""What the node claims to have: what the profile asks for at most, whatever the machine has."""
MEMORY_MB = 128_000
GPUS = 2

SLURM = """
ClusterName=ore
SlurmctldHost={host}({address})
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# Jobs put back into the queue wait for as long as their credentials hold.
AuthInfo=socket={folder}/munge.socket,cred_expire=5
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmctldPort={controller_port}
SlurmdPort={node_port}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
GresTypes=gpu
JobRequeue=1
KillWait=2
# Without control groups memory is watched, every second.
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost={address}
AccountingStoragePort={accounting_port}
AccountingStoragePass={folder}/munge.socket
AccountingStorageTRES=gres/gpu
AccountingStoreFlags=job_comment
NodeName=ore NodeHostname={host} NodeAddr={address} CPUs={cpus} RealMemory={memory} Gres=gpu:{gpus}
PartitionName=cpu Nodes=ore Default=YES MaxTime=INFINITE State=UP
PartitionName=gpu Nodes=ore MaxTime=INFINITE State=UP
"""

# Slurm wants a file per GPU and never opens it here.
GENERIC_RESOURCES = """
NodeName=ore Name=gpu File={folder}/gpu[0-{last_gpu}]
"""

ACCOUNTING = """
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CommunicationParameters=NoInAddrAny
DbdHost=localhost
DbdAddr={address}
DbdPort={accounting_port}
SlurmUser=root
LogFile={folder}/slurmdbd.log
PidFile={folder}/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort={database_port}
StorageUser=slurm
StoragePass={password}
StorageLoc=slurm_accounting
"""

DATABASE_USER = """
CREATE DATABASE slurm_accounting;
CREATE USER 'slurm'@'127.0.0.1' IDENTIFIED BY '{password}';
GRANT ALL ON slurm_accounting.* TO 'slurm'@'127.0.0.1';
"""

# Snakemake's jobs start their steps without Slurm's variables, SLURM_CONF among them.
STEP = """
#!/bin/sh
SLURM_CONF={folder}/slurm.conf exec {srun} "$@"
"""

FILES = {
    "slurm.conf": SLURM,
    "gres.conf": GENERIC_RESOURCES,
    "slurmdbd.conf": ACCOUNTING,
    "user.sql": DATABASE_USER,
    "bin/srun": STEP,
}
PORTS = ("controller_port", "node_port", "accounting_port", "database_port")


def _free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def write_files(folder: Path) -> dict[str, int]:
    """Write all that the daemons read into an empty folder.

    They listen on the address that the machine's name stands for, as Slurm does; the database on
    loopback.

    Returns
    -------
    dict of str to int
        The ports of `PORTS`.
    """
    host = socket.gethostname()
    ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
    known = {
        "folder": folder,
        "host": host.split(".")[0],
        "address": socket.gethostbyname(host),
        "password": secrets.token_hex(16),
        "srun": shutil.which("srun"),
        "cpus": CPUS,
        "memory": MEMORY_MB,
        "gpus": GPUS,
        "last_gpu": GPUS - 1,
    }
    for name in ("bin", "state", "spool", "database"):
        (folder / name).mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text.format(**known, **ports).lstrip())
        (folder / name).chmod(0o700 if name.startswith("bin/") else 0o600)
    for number in range(GPUS):
        (folder / f"gpu{number}").touch()
    return ports
