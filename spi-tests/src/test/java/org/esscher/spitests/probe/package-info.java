/**
 * Twelve awkward methods as compile-time probes of the SPI: each states its mathematics as the
 * paper does, so that the SPI is held against what it has to carry. They are no plugins: the
 * papers' modules are, with all of their options and checks.
 */
@NullMarked
package org.esscher.spitests.probe;

import org.jspecify.annotations.NullMarked;
