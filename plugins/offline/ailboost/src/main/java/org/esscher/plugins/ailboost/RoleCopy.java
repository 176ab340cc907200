package org.esscher.plugins.ailboost;

import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A policy of its own that is made as a role of the run is at that moment. What is saved of it is
 * whole, so that it can be loaded where there is no such role, unlike {@code role}, which borrows.
 *
 * @param of the provider that made the role's policy
 * @param role the role, with {@code @version} for a snapshot
 */
@Component(
    value = "role-copy",
    summary = "a policy that begins as a role of the run is, and is saved whole")
public record RoleCopy(PolicyProvider of, String role) implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    return of.create(context, saved == null ? context.role(role).save() : saved);
  }
}
