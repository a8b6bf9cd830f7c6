"""Commands as another OS user types them."""

import copy
import os
import shutil

from lib.paths import program


def colleague_of(world, gateway):
    """The gateway's commands by somebody else: for root by the database server's user, who can enter the socket's folder,
    for anybody else by the root of a user namespace."""
    if os.geteuid() == 0:
        server = os.stat(world.database.server.home)
        world.folder.chmod(0o755)
        become = ["setpriv", "--reuid", server.st_uid, "--regid", server.st_gid, "--clear-groups", "--"]
    else:
        become = ["unshare", "--user", "--map-root-user", "--"]
    binary = shutil.copy(program("marketcode-gateway"), world.folder)  # the checkout may be closed to others
    other = copy.copy(gateway)
    other.command = lambda *words: [*become, binary, "--config", gateway.config_file, *words]
    return other
