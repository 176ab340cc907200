package org.esscher.api.control;

import java.util.function.Function;
import org.esscher.api.ModelProvider;
import org.jspecify.annotations.Nullable;

/**
 * A role and where its model comes from.
 *
 * @param role its name
 * @param given the configured model; null for the network
 * @param network what fits the environment or the log, where no model is given
 */
public record NetworkRole(
    String role, @Nullable ModelProvider given, Function<Networks, ModelProvider> network) {}
