/**
 * Off-policy evaluation: the value of a policy from decisions that another policy logged. Every
 * importance-weighted number comes with the effective sample size and the largest weight.
 */
@NullMarked
package org.esscher.plugins.base.ope;

import org.jspecify.annotations.NullMarked;
