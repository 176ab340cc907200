/** What the models of this plugin share. */
@NullMarked
package org.esscher.plugins.base.model;

import org.jspecify.annotations.NullMarked;
