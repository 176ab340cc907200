/** A service that ranks articles, and improves its policy every night from its own log. */
package com.example.ranking;
