/** Features of texts by hashing, and linear scores of them. */
@NullMarked
package org.esscher.plugins.base.text;

import org.jspecify.annotations.NullMarked;
