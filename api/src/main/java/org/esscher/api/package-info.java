/**
 * The Esscher SPI: policies, reward models, divergences and estimators, and the few types they
 * share.
 *
 * <p>Everything here serves one identity, the Esscher transform {@code π*(y|x) ∝
 * π₀(y|x)·exp(r(x,y)/β)}: a reference policy is the prior, a reward the evidence, a {@linkplain
 * org.esscher.api.Divergence divergence} says what 'close' means, an {@linkplain
 * org.esscher.api.Estimator estimator} is the inference.
 *
 * <p>Five ideas are enough to start. A component is a <em>record</em>, its components are its
 * configuration ({@link org.esscher.api.Component}, {@link org.esscher.api.Default}). An estimator
 * asks its {@link org.esscher.api.Inputs} for columns and model outputs, and asking is declaring.
 * What it gets are {@link org.esscher.api.Expr expressions}, plain data that the host
 * differentiates and runs. It returns {@link org.esscher.api.Loss losses}. A {@link
 * org.esscher.api.Recipe} is a whole procedure, of which the host owns the loop.
 *
 * <p>Conventions. Losses are minimized; rewards, values and advantages are better when larger.
 * Logarithms are natural. Log-probabilities of sequences are sums over tokens. Cotangents that a
 * model receives are derivatives of the sum over rows, and the division by the total weight happens
 * once, in the host.
 */
@NullMarked
package org.esscher.api;

import org.jspecify.annotations.NullMarked;
