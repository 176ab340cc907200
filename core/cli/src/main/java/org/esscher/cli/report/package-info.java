/**
 * Reports: one HTML page that shows one run or compares several, readable without a network.
 *
 * <p>{@link org.esscher.cli.report.RunReader} reads what runs recorded, {@link
 * org.esscher.cli.report.Report} writes the page.
 */
@NullMarked
package org.esscher.cli.report;

import org.jspecify.annotations.NullMarked;
