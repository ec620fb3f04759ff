package io.millrace.unitycatalog;

import io.unitycatalog.client.api.GrantsApi;
import io.unitycatalog.client.model.PermissionsChange;
import io.unitycatalog.client.model.PermissionsList;
import io.unitycatalog.client.model.Privilege;
import io.unitycatalog.client.model.PrivilegeAssignment;
import io.unitycatalog.client.model.SecurableType;
import io.unitycatalog.client.model.UpdatePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may do what on a server. A server whose authorization is off answers that all went well and stores nothing; what counts is
 * what it tells afterwards.
 */
public final class UnityPermissions {
    private final UnityServer server;
    private final GrantsApi api;

    UnityPermissions(UnityServer server) {
        this.server = server;
        this.api = new GrantsApi(server.client());
    }

    /** Returns the privileges on something by principal, in Unity Catalog's words, those that come from above left out. */
    public Map<String, Set<String>> on(Securable securable) {
        return told(server.call(
                new Action("read the permissions on " + securable, "OWNER", securable),
                () -> api.get(type(securable), securable.name(), null)));
    }

    /**
     * Gives a principal privileges and takes others from it.
     *
     * @return the principal's privileges as the server has them then
     */
    public Set<String> change(Securable securable, String principal, List<String> given, List<String> taken) {
        var change = new PermissionsChange()
                .principal(principal)
                .add(given.stream().map(Privilege::fromValue).toList())
                .remove(taken.stream().map(Privilege::fromValue).toList());
        server.call(
                new Action("change the permissions on " + securable, "OWNER", securable),
                () -> api.update(type(securable), securable.name(), new UpdatePermissions().addChangesItem(change)));
        return on(securable).getOrDefault(principal, Set.of());
    }

    private static Map<String, Set<String>> told(PermissionsList list) {
        var privileges = new TreeMap<String, Set<String>>();
        for (PrivilegeAssignment assignment : Objects.requireNonNull(list.getPrivilegeAssignments())) {
            var names = new TreeSet<String>();
            Objects.requireNonNull(assignment.getPrivileges()).forEach(privilege -> names.add(privilege.getValue()));
            if (!names.isEmpty()) {
                privileges.put(assignment.getPrincipal(), names);
            }
        }
        return privileges;
    }

    private static SecurableType type(Securable securable) {
        return SecurableType.fromValue(securable.type().label());
    }
}
