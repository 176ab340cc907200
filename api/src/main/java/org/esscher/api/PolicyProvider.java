package org.esscher.api;

import org.jspecify.annotations.Nullable;

/** A component that makes a policy. */
@FunctionalInterface
public interface PolicyProvider extends ModelProvider {
  @Override
  Policy create(Context context, @Nullable State saved);
}
