/** Reports: one self-contained page for one or several runs. */
@NullMarked
package org.esscher.cli.report;

import org.jspecify.annotations.NullMarked;
