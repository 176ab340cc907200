package org.esscher.api;

/**
 * What an estimator demands of its data: where the condition is 0 the host refuses the batch,
 * naming the rows.
 *
 * @param condition 1 where all is well, 0 where not, at any level
 * @param message what is wrong with such rows and what to do
 */
public record Requirement(Expr condition, String message) {}
