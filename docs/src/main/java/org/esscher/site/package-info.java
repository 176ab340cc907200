/** Makes the static site from the pages, the providers and the sources. */
@NullMarked
package org.esscher.site;

import org.jspecify.annotations.NullMarked;
