/** The conformance kit that a plugin author runs against a component. */
@NullMarked
package org.esscher.spitests;

import org.jspecify.annotations.NullMarked;
