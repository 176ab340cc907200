/** Recipes of control that papers' methods are compared with. */
@NullMarked
package org.esscher.plugins.base.recipe;

import org.jspecify.annotations.NullMarked;
