package org.esscher.api;

/**
 * The inference: what turns batches into gradients, fits or numbers. Four forms; a component
 * implements exactly one.
 *
 * <p>Estimators are pure: no field but configuration, no I/O, no clock, no statics. What outlives a
 * batch is declared as an {@link Update}; randomness comes from the {@link Context}. Instances are
 * immutable and may be used by many threads.
 */
public sealed interface Estimator permits Objective, CustomObjective, Learner, Statistic {}
