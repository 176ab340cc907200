package org.esscher.runtime.internal.estimate;

import java.util.Map;
import org.esscher.api.Combiner;
import org.esscher.api.Gradient;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of one role's losses.
 *
 * @param byLoss gradient of the sum (value times weight) by loss; one entry named {@code ""} for
 *     all losses together when there is no combiner
 * @param weight the total weight: divide by it for the gradient of the reported value
 * @param combiner joins the entries after the division, or null
 */
public record RoleGradient(
    Map<String, Gradient> byLoss, double weight, @Nullable Combiner combiner) {}
