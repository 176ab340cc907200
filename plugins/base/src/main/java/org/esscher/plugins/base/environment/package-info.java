/**
 * Environments that methods are compared on, many copies at once, with Gymnasium's semantics:
 * finite ones, which tell their exact model, and classic control problems.
 */
@NullMarked
package org.esscher.plugins.base.environment;

import org.jspecify.annotations.NullMarked;
