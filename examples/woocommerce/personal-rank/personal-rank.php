<?php
/**
 * Plugin Name: Personal order
 * Description: Orders product lists for each visitor, inside the visitor's browser.
 * Version: 0.1.0
 * Requires at least: 6.5
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 * License: Apache-2.0
 *
 * The files of the package's dist/ lie in dist/ beside this file.
 */

defined( 'ABSPATH' ) || exit;

const PERSONAL_RANK_SCRIPT = 'dist/personal-rank.js';
// WordPress makes the id of a module's script tag from its handle.
const PERSONAL_RANK_TAG_ID = 'personal-rank-js-module';
// Of our own: a shop whose pages send GA4 events already leaves both uses of it out, and the tag reads `dataLayer`.
const PERSONAL_RANK_EVENTS = 'personalRankEvents';

// The WP Consent API asks plugins to say that they listen to it.
add_filter( 'wp_consent_api_registered_' . plugin_basename( __FILE__ ), '__return_true' );

add_action(
	'wp_enqueue_scripts',
	function () {
		if ( ! file_exists( __DIR__ . '/' . PERSONAL_RANK_SCRIPT ) ) {
			return;
		}
		// No version: the address must be the one that the files beside the script are found by.
		wp_enqueue_script_module( 'personal-rank', plugins_url( PERSONAL_RANK_SCRIPT, __FILE__ ), array(), null );
		if ( personal_rank_has_consent_api() ) {
			wp_enqueue_script_module( 'personal-rank-consent', plugins_url( 'consent.js', __FILE__ ), array(), null );
		}
	}
);

add_filter(
	'wp_script_attributes',
	function ( $attributes ) {
		if ( ( $attributes['id'] ?? '' ) !== PERSONAL_RANK_TAG_ID ) {
			return $attributes;
		}
		return array_merge(
			$attributes,
			array(
				'integrity'    => personal_rank_integrity(),
				'crossorigin'  => 'anonymous',
				// consent.js says what the visitor has chosen; without the API, a consent platform on the page is asked.
				'data-consent' => personal_rank_has_consent_api() ? 'denied' : 'auto',
				'data-ga4'     => PERSONAL_RANK_EVENTS,
			)
		);
	}
);

// What was bought, by the ids that the cards have. The tag reads it once there is consent, and counts each order once.
add_action(
	'woocommerce_thankyou',
	function ( $order_id ) {
		$order = wc_get_order( $order_id );
		if ( ! $order ) {
			return;
		}
		$items = array();
		foreach ( $order->get_items() as $item ) {
			$items[] = array( 'item_id' => (string) $item->get_product_id() );
		}
		$event = array(
			'event'     => 'purchase',
			'ecommerce' => array(
				'transaction_id' => (string) $order->get_order_number(),
				'items'          => $items,
			),
		);
		wp_print_inline_script_tag(
			sprintf(
				'(window.%1$s = window.%1$s || []).push(%2$s);',
				PERSONAL_RANK_EVENTS,
				wp_json_encode( $event, JSON_HEX_TAG | JSON_HEX_AMP )
			)
		);
	}
);

function personal_rank_has_consent_api() {
	return function_exists( 'wp_has_consent' );
}

/** With it, everything that the script loads later is checked too. */
function personal_rank_integrity() {
	return 'sha384-' . base64_encode( hash_file( 'sha384', __DIR__ . '/' . PERSONAL_RANK_SCRIPT, true ) );
}
