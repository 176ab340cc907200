/** The standard components that papers are compared with. */
@NullMarked
package org.esscher.plugins.base;

import org.jspecify.annotations.NullMarked;
