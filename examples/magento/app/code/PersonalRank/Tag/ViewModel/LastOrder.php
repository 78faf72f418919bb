<?php

declare(strict_types=1);

namespace PersonalRank\Tag\ViewModel;

use Magento\Checkout\Model\Session;
use Magento\Framework\View\Element\Block\ArgumentInterface;
use Magento\Sales\Model\Order\Item;

/** The order that the visitor has just placed. */
class LastOrder implements ArgumentInterface
{
    public function __construct(private readonly Session $session)
    {
    }

    public function number(): string
    {
        return (string) $this->session->getLastRealOrder()->getIncrementId();
    }

    /** @return string[] Of a configurable product its own id, which is the one on the cards. */
    public function productIds(): array
    {
        $items = $this->session->getLastRealOrder()->getAllVisibleItems();
        return array_values(array_map(fn (Item $item): string => (string) $item->getProductId(), $items));
    }
}
