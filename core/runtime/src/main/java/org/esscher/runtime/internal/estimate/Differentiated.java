package org.esscher.runtime.internal.estimate;

import java.util.Map;
import org.esscher.api.Estimate;

/**
 * An estimate with what training needs.
 *
 * @param estimate values, metrics and the next state; no cotangents and no standard errors
 * @param gradients by role; roles that share a model have one entry, under one of their names
 */
public record Differentiated(Estimate estimate, Map<String, RoleGradient> gradients) {}
